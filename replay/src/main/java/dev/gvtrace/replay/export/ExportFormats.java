// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.export;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The layouts that traces can be exported to: tracereplay, and those that a {@link ServiceLoader} finds. Thread-safe.
 */
public final class ExportFormats {
    private static final List<ExportFormat> ALL = all();

    private ExportFormats() {}

    private static List<ExportFormat> all() {
        List<ExportFormat> all = new ArrayList<>(List.of(new TraceReplayExport()));
        ServiceLoader.load(ExportFormat.class, ExportFormat.class.getClassLoader())
                .forEach(all::add);
        return List.copyOf(all);
    }

    /** The format of that name, in any case; null if there is none. */
    public static @Nullable ExportFormat of(String name) {
        for (ExportFormat format : ALL) {
            if (format.name().equalsIgnoreCase(name)) {
                return format;
            }
        }
        return null;
    }

    /** The names of all formats, those of gvtrace first. */
    public static List<String> names() {
        return ALL.stream().map(ExportFormat::name).toList();
    }
}
