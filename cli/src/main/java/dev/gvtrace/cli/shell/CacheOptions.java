// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Version;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.text.FileNames;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and where states of long traces are kept for later sessions. */
final class CacheOptions {
    private static final String FOLDER = "GVTRACE_CACHE_DIR";

    @Option(
            names = "--no-cache",
            description = "neither use nor write TRACE.cache, from which later sessions begin faster")
    private boolean none;

    /** The tables with the cache that the user chose. */
    TraceTables of(TraceTables tables, Map<String, String> environment) {
        String home = environment.get("HOME");
        if (none || home == null) {
            return tables;
        }
        String state = value(environment, "XDG_STATE_HOME");
        Path folder = (state == null ? FileNames.path(home).resolve(".local/state") : FileNames.path(state))
                .resolve("gvtrace");
        String caches = value(environment, FOLDER);
        return tables.withCache(
                caches == null ? null : FileNames.path(caches), folder.resolve("cache-key"), Version.number());
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
