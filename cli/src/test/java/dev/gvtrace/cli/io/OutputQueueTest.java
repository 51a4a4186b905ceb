// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.system.StandingThreads;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutputQueueTest {
    private final List<String> written = new CopyOnWriteArrayList<>();

    @Test
    void writesInOrderAndLosesNothingWhenThereIsRoom() throws Exception {
        OutputQueue queue = new OutputQueue(new StandingThreads(), "test", 100_000, this::keep);
        for (int i = 0; i < 1000; i++) {
            assertThat(queue.offer(text(i))).isTrue();
        }
        queue.close(10_000);
        assertThat(written).hasSize(1000).startsWith("0", "1").endsWith("998", "999");
        assertThat(queue.dropped()).isZero();
        assertThat(queue.offer(text(1))).isFalse();
    }

    @Test
    void dropsAndCountsWhatDoesNotFitAndNeverWaits() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        OutputQueue queue = new OutputQueue(new StandingThreads(), "test", 10, piece -> {
            blocked.countDown();
            await(go);
            keep(piece);
        });
        assertThat(queue.offer(text(1))).isTrue();
        blocked.await();
        for (int i = 0; i < 10; i++) {
            assertThat(queue.offer(text(i))).isTrue();
        }
        assertThat(queue.offer(text(0))).isFalse();
        assertThat(queue.dropped()).isEqualTo(1);
        go.countDown();
        queue.close(10_000);
        assertThat(written).hasSize(11);
    }

    @Test
    void countsWhatCannotBeWrittenAtTheEnd() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        OutputQueue queue = new OutputQueue(new StandingThreads(), "test", 10, piece -> {
            blocked.countDown();
            await(new CountDownLatch(1));
        });
        queue.offer(text(1));
        blocked.await();
        queue.offer(text(2));
        queue.close(1);
        assertThat(queue.dropped()).isEqualTo(2);
    }

    @Test
    void afterAFailureEverythingIsDropped() throws Exception {
        IllegalStateException failure = new IllegalStateException("gone");
        OutputQueue queue = new OutputQueue(new StandingThreads(), "test", 10, piece -> {
            throw failure;
        });
        queue.offer(text(1));
        queue.close(10_000);
        assertThat(queue.failure()).isSameAs(failure);
        assertThat(queue.offer(text(2))).isFalse();
        assertThat(queue.dropped()).isEqualTo(2);
    }

    private void keep(byte[] piece) {
        written.add(new String(piece, StandardCharsets.UTF_8));
    }

    private static byte[] text(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
