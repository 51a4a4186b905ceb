// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.builtin.BuiltInRules;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where rules come from: a file, a directory of files, a text, a stream, gvtrace itself. Read when the rules are
 * loaded. Immutable, safe for use by any number of threads; that of a stream serves once.
 */
public final class RuleSource {
    private final Reading reading;

    private interface Reading {
        void into(RuleLoader loader) throws ProviderException;
    }

    private RuleSource(Reading reading) {
        this.reading = reading;
    }

    /** A rule file, or all rule files of a directory, sorted by name. */
    public static RuleSource of(Path path) {
        Objects.requireNonNull(path, "path");
        return new RuleSource(loader -> loader.addPath(path));
    }

    /**
     * The text of a rule file.
     *
     * @param name for messages; its ending stands for the syntax, {@code .yaml} for Falco's
     * @param text the file's content
     */
    public static RuleSource ofText(String name, String text) {
        RuleFile file = RuleFile.of(name, text);
        return new RuleSource(loader -> loader.add(file));
    }

    /**
     * What a stream holds to its end: the bytes of a rule file. The stream stays open. One that fails, or holds more
     * than 64 MiB, becomes an error of the file.
     *
     * @param name for messages; its ending stands for the syntax, {@code .yaml} for Falco's
     */
    public static RuleSource ofStream(String name, InputStream in) {
        Objects.requireNonNull(in, "in");
        return new RuleSource(loader -> loader.addStream(name, in));
    }

    /** The rules that gvtrace brings; {@code builtin} in messages. */
    public static RuleSource builtIn() {
        return new RuleSource(loader -> loader.add(BuiltInRules.file()));
    }

    void addTo(RuleLoader loader) throws ProviderException {
        reading.into(loader);
    }
}
