// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.cli.io.Streams;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Runs the most common commands without output, so that the launcher can make a class-data archive of their classes.
 */
final class Training {
    private Training() {}

    /** The words are a rule file or directory and a trace. */
    public static void main(String[] words) {
        Streams nowhere = new Streams(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                Streams.Terminals.NONE,
                Map.of());
        String rules = words[0];
        String trace = words[1];
        for (List<String> command : List.of(
                List.of("--help"),
                List.of("replay", "--rules", rules, trace),
                List.of("replay", "--rules", rules, "--format", "json", trace),
                List.of("query", trace, "-e", "pstree --at +2s", "-e", "lsof", "-e", "events proc.name = sh"),
                List.of("info", trace),
                List.of("verify", trace),
                List.of("session", "--socket", "/s"))) {
            Main.run(nowhere, command.toArray(String[]::new));
        }
    }
}
