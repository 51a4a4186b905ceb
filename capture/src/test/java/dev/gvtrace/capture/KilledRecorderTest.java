// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.trace.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recorder in a process of its own that is killed under load. */
@Timeout(60)
class KilledRecorderTest {
    @TempDir
    Path dir;

    /** The recorder: socket and directory are its words. */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] words) throws Exception {
            CaptureOptions options = CaptureOptions.of(Path.of(words[0]), Path.of(words[1]))
                    .withFlushEvery(Duration.ofMillis(200))
                    .withRetention(new Retention(0, null, 0, null, 0));
            CaptureServer.start(options, CaptureListener.NONE, line -> {});
            Thread.sleep(60_000);
        }
    }

    @Test
    void whatWasFlushedIsThereAndTheSocketCanBeTakenOver() throws Exception {
        Path socket = dir.resolve("s.sock");
        Path out = dir.resolve("out");
        Process recorder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Recorder.class.getName(),
                        socket.toString(),
                        out.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("recorder.log").toFile())
                .start();
        long sent = 0;
        long flushed = 0;
        try {
            FakeSentry sentry = connect(socket, recorder);
            long from = System.nanoTime();
            while (System.nanoTime() - from < 2_500_000_000L) {
                for (int i = 0; i < 50; i++) {
                    sentry.send(FakeSentry.message(9, 0, 1_700_000_000_000_000_000L + sent, "c1", 100));
                    sent++;
                }
                if (System.nanoTime() - from < 1_000_000_000L) {
                    flushed = sent;
                }
                Thread.sleep(1);
            }
            recorder.destroyForcibly();
            assertThat(recorder.waitFor(10, TimeUnit.SECONDS)).isTrue();
            sentry.close();
        } finally {
            recorder.destroyForcibly();
        }
        CaptureServerTest.Trace trace = CaptureServerTest.Trace.read(only(out));
        assertThat(trace.ending()).isNotEqualTo(Ending.SEALED);
        assertThat((long) trace.messages().size()).isBetween(flushed, sent);
        assertThat(trace.closing()).isNull();

        // the socket file is still there, and stale
        assertThat(socket).exists();
        CaptureOptions again =
                CaptureOptions.of(socket, dir.resolve("out2")).withRetention(new Retention(0, null, 0, null, 0));
        try (CaptureServer server = CaptureServer.start(again, CaptureListener.NONE, line -> {})) {
            FakeSentry.greeted(server.socket()).close();
        }
    }

    static FakeSentry connect(Path socket, Process recorder) throws Exception {
        for (int i = 0; i < 500; i++) {
            assertThat(recorder.isAlive()).isTrue();
            if (Files.exists(socket)) {
                try {
                    return FakeSentry.greeted(socket);
                } catch (IOException e) {
                    // bound, but it does not listen yet
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the recorder does not listen");
    }

    private static Path only(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            List<Path> all = files.filter(f -> f.toString().endsWith(".gvt")).toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
