// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Records one real sandbox with the default profile. */
final class RealRecording {
    private RealRecording() {}

    /** Runs a sandbox with this session, to its end. */
    @FunctionalInterface
    interface Sandbox {
        void run(Path session) throws IOException, InterruptedException;
    }

    /** The only trace that a recorder left, which ran as long as the sandbox. */
    static Path of(Path folder, Sandbox sandbox) throws IOException, InterruptedException {
        Path socket = folder.resolve("s.sock");
        Path traces = folder.resolve("traces");
        Program.Result configuration = Program.run("session", "--socket", socket.toString());
        assertThat(configuration.exitCode()).as(configuration.err()).isZero();
        Path session = Files.writeString(folder.resolve("session.json"), configuration.out());
        try (Subprocess capture =
                Subprocess.gvtrace(folder, "capture", "--socket", socket.toString(), "--out", traces.toString())) {
            for (int i = 0; i < 300 && !Files.exists(socket); i++) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(100);
            }
            sandbox.run(session);
            capture.terminate();
            assertThat(capture.waitFor(60)).as(capture.err()).isZero();
        }
        try (var files = Files.list(traces)) {
            List<Path> all = files.filter(f -> f.toString().endsWith(".gvt")).toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    /** Runs this command of runsc; it has to succeed. */
    static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        try (Subprocess runsc = Subprocess.start(folder, command)) {
            assertThat(runsc.waitFor(120)).as(runsc.err()).isZero();
        }
    }
}
