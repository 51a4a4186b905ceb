// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs capture, session and doctor as a user meets them. */
@Timeout(60)
class CaptureCommandTest {
    @TempDir
    Path dir;

    @Test
    void recordsUntilItIsTerminated() throws Exception {
        Path socket = dir.resolve("s.sock");
        Path out = dir.resolve("out");
        try (Subprocess capture = Subprocess.gvtrace(
                dir, "capture", "--socket", socket.toString(), "--out", out.toString(), "--min-free", "0")) {
            try (SeqpacketConnection sentry = connect(socket, capture)) {
                send(sentry, 8, 1);
                assertThat(sentry.receive(ByteBuffer.allocateDirect(10))).isEqualTo(2);
                for (int i = 0; i < 10; i++) {
                    send(sentry, 8, 0, 5, 0, 0, 0, 0, 0);
                }
                capture.terminate();
                assertThat(capture.waitFor(30)).isEqualTo(ExitCode.DONE);
            }
            assertThat(capture.err())
                    .contains("listening on " + socket, "recorder stopped; 10 messages", "stopped: 1 sandboxes");
            assertThat(capture.out()).isEmpty();
        }
        assertThat(socket).doesNotExist();
        try (Stream<Path> files = Files.list(out)) {
            List<Path> traces = files.toList();
            assertThat(traces).hasSize(1);
            try (TraceSource source = TraceSource.open(traces.get(0))) {
                assertThat(source.summary().ending()).isEqualTo(Ending.SEALED);
                assertThat(source.summary().messages()).isEqualTo(10);
                assertThat(source.opening().tool()).startsWith("gvtrace ");
            }
        }
    }

    @Test
    void takesTheSocketFromASessionConfiguration() throws Exception {
        Path socket = dir.resolve("s.sock");
        Path config = dir.resolve("pod.json");
        Files.writeString(
                config, Program.run("session", "--socket", socket.toString()).out());
        try (Subprocess capture = Subprocess.gvtrace(
                dir,
                "capture",
                "--pod-init-config",
                config.toString(),
                "--out",
                dir.resolve("out").toString())) {
            connect(socket, capture).close();
            Program.Result doctor = Program.run(
                    "doctor",
                    "--pod-init-config",
                    config.toString(),
                    "--runsc",
                    "/nowhere/runsc",
                    "--out",
                    dir.toString());
            assertThat(doctor.exitCode()).isEqualTo(ExitCode.FOUND);
            assertThat(doctor.out()).contains("listens on " + socket, "WRONG runsc:", "ok    session:");
            capture.terminate();
            assertThat(capture.waitFor(30)).isEqualTo(ExitCode.DONE);
        }
        Program.Result doctor = Program.run("doctor", "--socket", socket.toString(), "--runsc", "/nowhere/runsc");
        assertThat(doctor.out()).contains("is not there", "start 'gvtrace capture");
    }

    @Test
    void saysWhatIsWrongInOneLine() throws IOException {
        Path file = dir.resolve("file");
        Files.writeString(file, "{}");
        usage("where to listen?", "capture", "--out", dir.toString());
        usage("not a socket", "capture", "--socket", file.toString(), "--out", dir.toString());
        usage("expected a power of two", "capture", "--socket", "/tmp/x", "--out", "/tmp/x", "--buffer", "3M");
        usage("is no size", "capture", "--socket", "/tmp/x", "--out", "/tmp/x", "--keep-size", "much");
        usage("is no time span", "capture", "--socket", "/tmp/x", "--out", "/tmp/x", "--keep-for", "long");
        usage("expected \"Default\"", "capture", "--pod-init-config", file.toString(), "--out", dir.toString());
        usage("--hash-cache needs --runsc", "session", "--socket", "/s", "--hash-cache", "9");
        usage("--profile", "session", "--socket", "/s", "--profile", "huge");
        Program.Result missing = Program.run("capture", "--pod-init-config", "/nowhere", "--out", dir.toString());
        assertThat(missing.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        Program.Result unwritable = Program.run(
                "capture",
                "--socket",
                dir.resolve("s").toString(),
                "--out",
                file.resolve("x").toString());
        assertThat(unwritable.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
        assertThat(unwritable.err()).contains("directory can't be made");
    }

    @Test
    void printsEachProfile() {
        for (String profile : List.of("minimal", "falco", "full", "hardened")) {
            Program.Result result = Program.run("session", "--socket", "run/s.sock", "--profile", profile);
            assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(result.out())
                    .contains(
                            "\"trace_session\"",
                            "\"name\" : \"Default\"",
                            "container/start",
                            "\"ignore_missing\" : true")
                    .contains("\"endpoint\" : \"" + Path.of("run/s.sock").toAbsolutePath() + "\"")
                    .doesNotContain("options");
        }
    }

    private static void usage(String message, String... words) {
        Program.Result result = Program.run(words);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message);
        assertThat(result.err().lines().count()).isLessThanOrEqualTo(2);
    }

    private static void send(SeqpacketConnection to, int... bytes) throws IOException {
        ByteBuffer packet = ByteBuffer.allocateDirect(bytes.length);
        for (int b : bytes) {
            packet.put((byte) b);
        }
        to.send(packet.flip());
    }

    private static SeqpacketConnection connect(Path socket, Subprocess capture) throws Exception {
        for (int i = 0; i < 1000; i++) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            if (Files.exists(socket)) {
                try {
                    return SeqpacketConnection.connect(socket);
                } catch (IOException e) {
                    // bound, but it does not listen yet
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("it does not listen: " + capture.err());
    }
}
