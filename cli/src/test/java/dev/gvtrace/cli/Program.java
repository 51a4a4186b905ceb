// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.cli.io.Streams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs the program in this process, as from a pipe, and keeps its output. */
public final class Program {
    private Program() {}

    /** What a run left: exit code, standard output, standard error. */
    public record Result(int exitCode, String out, String err) {}

    public static Result run(String... words) {
        return runWithInput(new byte[0], words);
    }

    /** Streams as from pipes; what is written is lost. */
    static Streams streams(byte[] input) {
        return streams(input, new ByteArrayOutputStream(), new ByteArrayOutputStream());
    }

    private static Streams streams(byte[] input, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return streams(input, out, err, Map.of());
    }

    private static Streams streams(
            byte[] input, ByteArrayOutputStream out, ByteArrayOutputStream err, Map<String, String> environment) {
        return new Streams(
                new ByteArrayInputStream(input),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Streams.Terminals.NONE,
                environment);
    }

    /** Runs with these variables in the environment. */
    static Result runWith(Map<String, String> environment, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(streams(new byte[0], out, err, environment), words);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static Result runWithInput(byte[] input, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(streams(input, out, err), words);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
