// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A flight recorder with real sandboxes that do something suspicious after a while. */
@Timeout(240)
class RealFlightRecorderTest {
    private static final String SOME_SECONDS = "i=0; while [ $i -lt 70 ]; do /bin/true; sleep 0.1; i=$((i+1)); done; ";
    private static final String WORK = SOME_SECONDS + "cat /etc/shadow > /dev/null; " + SOME_SECONDS;

    @TempDir
    Path dir;

    @Test
    void oldestSentry() throws Exception {
        recordAndKeep(Runsc.of2022());
    }

    @Test
    void newestSentry() throws Exception {
        recordAndKeep(Runsc.newestOne());
    }

    private Path traces() {
        return dir.resolve("traces");
    }

    private long ledger(String event) throws IOException {
        Path ledger = traces().resolve("ledger.jsonl");
        return Files.exists(ledger)
                ? Files.readAllLines(ledger).stream()
                        .filter(line -> line.contains("\"event\":\"" + event + "\""))
                        .count()
                : 0;
    }

    private void recordAndKeep(Runsc runsc) throws Exception {
        Path socket = dir.resolve("s.sock");
        Path session = Files.writeString(
                dir.resolve("session.json"),
                Program.run("session", "--socket", socket.toString()).out());
        try (Subprocess capture = capture(socket)) {
            try (Subprocess sandbox = Subprocess.start(dir, runsc.command(dir, session, "do", "/bin/sh", "-c", WORK))) {
                await(capture, () -> ledger("let_go") > 0);
                assertThat(ledger("triggered")).isZero();
                await(capture, () -> ledger("kept") > 0);
                assertThat(sandbox.waitFor(120)).as(sandbox.err()).isZero();
            }
            Program.Result status = Program.run("status", "--socket", socket.toString());
            assertThat(status.out()).contains("flight      keeps 2 s before and 1 s after a trigger");
            await(capture, () -> status(socket).contains("\"held_files\":0"));
            capture.terminate();
            assertThat(capture.waitFor(60)).as(capture.err()).isZero();
        }
        Program.Result verified = Program.run("verify", traces().toString());
        assertThat(verified.out())
                .contains("intact: yes")
                .contains("segments 0 to ")
                .contains(" were let go by the flight recorder, as no trigger was near: ");
        // on a busy machine the Sentry may have dropped messages
        assertThat(verified.exitCode() == ExitCode.DONE || verified.out().contains(" gap"))
                .as(verified.out())
                .isTrue();
        Program.Result replayed = Program.run("replay", "--rules", "builtin", traces().toString());
        assertThat(replayed.exitCode()).as(replayed.err()).isEqualTo(ExitCode.DONE);
        assertThat(replayed.out()).contains("Password hashes were read");
        assertThat(replayed.err()).contains("segments 0 to ", "lets go of what is near no trigger");
        Program.Result asked = Program.run("query", traces().toString(), "-e", "gaps");
        assertThat(asked.exitCode()).as(asked.err()).isEqualTo(ExitCode.DONE);
        assertThat(asked.out()).contains("not here: let go by the flight recorder");
        assertThat(asked.err()).contains("lets go of what is near no trigger");
    }

    private static String status(Path socket) {
        return Program.run("status", "--socket", socket.toString(), "--format", "json")
                .out();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Subprocess capture, Condition condition) throws Exception {
        while (!condition.holds()) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            Thread.sleep(50);
        }
    }

    private Subprocess capture(Path socket) throws Exception {
        List<String> words = List.of(
                "capture",
                "--socket",
                socket.toString(),
                "--out",
                traces().toString(),
                "--flight-recorder",
                "2s",
                "--keep-after",
                "1s",
                "--rules",
                "builtin",
                "--flush-every",
                "100ms",
                "--min-free",
                "0");
        Subprocess capture = Subprocess.gvtrace(dir, words.toArray(String[]::new));
        await(capture, () -> capture.err().contains("listening on "));
        return capture;
    }
}
