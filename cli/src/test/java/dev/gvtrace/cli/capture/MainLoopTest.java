// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.system.StandingThreads;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MainLoopTest {
    private final StandingThreads threads = new StandingThreads();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final MainLoop watch = new MainLoop(threads, log::add);

    @Test
    void endsOnRequest() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        assertThat(watch.untilDone(() -> rounds.incrementAndGet() < 3)).isEmpty();
        assertThat(rounds).hasValue(3);
    }

    @Test
    void endsWhenAThreadIsLost() throws Exception {
        threads.start("accept", () -> {
            throw new OutOfMemoryError("Java heap space");
        });
        assertThat(watch.untilDone(() -> {
                    Thread.sleep(10);
                    return true;
                }))
                .contains("thread accept fails each time: java.lang.OutOfMemoryError: Java heap space");
    }

    @Test
    void survivesALimitedNumberOfItsOwnFaults() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        assertThat(watch.untilDone(() -> {
                    if (rounds.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return false;
                }))
                .isEmpty();
        assertThat(log)
                .containsExactly("thread main continues after an error: java.lang.OutOfMemoryError: Java heap space");
        assertThat(watch.untilDone(() -> {
                    throw new StackOverflowError();
                }))
                .contains("thread main fails each time: java.lang.StackOverflowError");
    }
}
