// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.trace.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server or a warm-up that cannot finish in time, since a listener takes for ever: as on a machine that is
 * overloaded.
 */
@Timeout(60)
class StoppingTest {
    private static final long T0 = 1_700_000_000_000_000_000L;

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final CountDownLatch heard = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private Thread.UncaughtExceptionHandler before;

    private final CaptureListener slow = new CaptureListener() {
        private boolean waited;

        @Override
        public void packet(ConnectionInfo connection, long receivedNs, byte[] buffer, int offset, int length) {
            if (!waited) {
                waited = true;
                heard.countDown();
                awaitQuietly(goOn);
            }
        }

        @Override
        public void closed(ConnectionInfo connection, String reason) {
            closed.countDown();
        }

        @Override
        public CaptureListener forWarmup() {
            return this;
        }
    };

    @BeforeEach
    void watch() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
    }

    @AfterEach
    void unwatch() {
        goOn.countDown();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @Test
    void whatIsNotDoneInTimeIsLeftAsAfterACrash() throws Exception {
        Path socket = dir.resolve("s");
        Path out = dir.resolve("out");
        CaptureOptions options = CaptureOptions.of(socket, out).withRetention(new Retention(0, null, 0, null, 0));
        CaptureServer server = CaptureServer.start(options, slow, log::add);
        try (FakeSentry sentry = FakeSentry.greeted(socket)) {
            sentry.send(FakeSentry.message(9, 0, T0, "c", 10));
            heard.await();
            sentry.send(FakeSentry.message(9, 0, T0 + 1, "c", 10));
            assertThat(server.stop(50)).isFalse();
        }
        goOn.countDown();
        closed.await();
        assertThat(log).anyMatch(line -> line.contains("is not sealed"));
        try (Stream<Path> files = Files.list(out)) {
            CaptureServerTest.Trace trace = CaptureServerTest.Trace.read(
                    files.filter(file -> file.toString().endsWith(".gvt"))
                            .findFirst()
                            .orElseThrow());
            assertThat(trace.ending()).isEqualTo(Ending.CRASHED);
            assertThat(trace.messages()).isNotEmpty();
        }
        assertThat(uncaught).isEmpty();
    }

    @Test
    void everyMessageThatWasSentBeforeTheStopIsRecorded() throws Exception {
        Path socket = dir.resolve("s");
        CaptureOptions options =
                CaptureOptions.of(socket, dir.resolve("out")).withRetention(new Retention(0, null, 0, null, 0));
        CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add);
        try (FakeSentry sentry = FakeSentry.greeted(socket)) {
            CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> sendUntilRefused(sentry));
            Await.until(log, () -> server.counters().messages() > 0);
            assertThat(server.stop(30_000)).isTrue();
            assertThat(server.counters().messages()).isEqualTo(sent.get());
            assertThat(server.counters().lost()).isZero();
        }
        assertThat(log).anyMatch(line -> line.contains("recorder stopped; "));
    }

    private static long sendUntilRefused(FakeSentry sentry) {
        byte[] message = FakeSentry.message(9, 0, T0, "c", 10);
        for (long sent = 0; ; sent++) {
            try {
                sentry.send(message);
            } catch (IOException e) {
                return sent;
            }
        }
    }

    @Test
    void aWarmUpThatTakesTooLongEndsSilently() throws Exception {
        Warmup.hold(dir, slow, log::add);
        goOn.countDown();
        closed.await();
        assertThat(log).isEmpty();
        assertThat(uncaught).isEmpty();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void aRecordingThatComesAfterTheRecordersEndIsLeft() throws Exception {
        RecorderThread recorder = new RecorderThread(0, new WallClock(), recording -> {}, line -> {});
        recorder.start(new StandingThreads());
        recorder.abandon();
        assertThat(recorder.join(10_000)).isTrue();
        try (TestRecording late = TestRecording.begin(dir, log::add)) {
            recorder.add(late.recording());
            assertThat(log).anyMatch(line -> line.contains("is not sealed"));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
