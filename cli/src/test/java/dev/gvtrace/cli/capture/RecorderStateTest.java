// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.CaptureListener;
import dev.gvtrace.capture.CaptureOptions;
import dev.gvtrace.capture.CaptureServer;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.anchor.Anchors;
import dev.gvtrace.cli.capture.status.RecorderStatus;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recorder with a thread that does not work is not healthy, and the thread is named. */
@Timeout(60)
class RecorderStateTest {
    private static final long HOUR_NS = 3_600_000_000_000L;

    @TempDir
    Path dir;

    private final StandingThreads threads = new StandingThreads(StandingThreads::daemon, 1000);

    private CaptureServer server() throws Exception {
        return CaptureServer.start(
                CaptureOptions.of(dir.resolve("s"), dir.resolve("out")), CaptureListener.NONE, threads, line -> {});
    }

    private RecorderState state(CaptureServer server, long blockedNs) {
        return new RecorderState(
                server, dir, threads, new Companions(LiveDetection.none(), Anchors.none()), () -> 0, blockedNs);
    }

    @Test
    void aThreadThatFailsEachTime() throws Exception {
        try (CaptureServer server = server()) {
            RecorderState state = state(server, HOUR_NS);
            assertThat(state.now().problems()).isEmpty();
            threads.start("broken", () -> {
                throw new IllegalStateException("out of order");
            });
            while (state.now().problems().isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(state.now().problems())
                    .containsExactly("thread broken fails each time: java.lang.IllegalStateException: out of order");
            state.mainThreadIsAlive();
            RecorderStatus.LastError last = state.now().lastError();
            assertThat(last).isNotNull();
            assertThat(last.what()).contains("thread broken");
        }
    }

    @Test
    void aThreadThatIsBlocked() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (CaptureServer server = server()) {
            threads.startPeriodic("stuck", () -> {
                over.await();
                return false;
            });
            threads.start("waiting", () -> {
                over.await();
                return false;
            });
            RecorderState state = state(server, 1);
            state.mainThreadIsAlive();
            assertThat(state.now().problems()).anyMatch(each -> each.startsWith("thread stuck is blocked for"));
            assertThat(state.now().problems()).noneMatch(each -> each.startsWith("thread waiting"));
            assertThat(state.now().problems()).anyMatch(each -> each.startsWith("thread main is blocked for"));
            assertThat(state(server, HOUR_NS).now().problems()).isEmpty();
            over.countDown();
        }
    }

    @Test
    void aServerThatStops() throws Exception {
        CaptureServer server = server();
        server.close();
        assertThat(state(server, HOUR_NS).now().problems()).contains("the recorder is stopping");
    }
}
