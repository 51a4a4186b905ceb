// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StandingThreadsTest {
    private final StandingThreads threads = new StandingThreads(StandingThreads::daemon, 1000);
    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void anExceptionDoesNotStopLaterRounds() throws Exception {
        threads.logTo(log::add);
        List<Throwable> thrown = List.of(
                new OutOfMemoryError("unable to create native thread"),
                new StackOverflowError(),
                new NoClassDefFoundError("x"),
                new IllegalStateException(),
                new InterruptedException(),
                new IOException());
        AtomicInteger round = new AtomicInteger();
        StandingThread thread = threads.start("accept", () -> {
            int number = round.getAndIncrement();
            if (number < thrown.size()) {
                sneak(thrown.get(number));
            }
            return number < 2 * thrown.size();
        });
        assertThat(thread.join(20_000)).isTrue();
        assertThat(round).hasValue(2 * thrown.size() + 1);
        assertThat(threads.trouble()).isEmpty();
        assertThat(log)
                .hasSize(thrown.size())
                .anyMatch(line -> line.equals("thread accept continues after an error: java.lang.OutOfMemoryError:"
                        + " unable to create native thread"));
    }

    @Test
    void aRepeatedFaultIsNotReportedEachTime() throws Exception {
        threads.logTo(log::add);
        AtomicInteger round = new AtomicInteger();
        StandingThread thread = threads.start("disk", () -> {
            if (round.getAndIncrement() < 50) {
                throw new IOException("stalled");
            }
            return false;
        });
        assertThat(thread.join(20_000)).isTrue();
        assertThat(log).hasSize(1);
    }

    @Test
    void evenWhenTheFaultCannotBeReported() throws Exception {
        threads.logTo(line -> {
            throw new OutOfMemoryError("Java heap space");
        });
        AtomicInteger round = new AtomicInteger();
        StandingThread thread = threads.start("accept", () -> {
            if (round.getAndIncrement() < 3) {
                throw new OutOfMemoryError("Java heap space");
            }
            return false;
        });
        assertThat(thread.join(20_000)).isTrue();
        assertThat(round).hasValue(4);
    }

    @Test
    void oneThatFailsEachTimeIsInTrouble() throws Exception {
        threads.start("housekeeping", () -> {
            Thread.sleep(1);
            return true;
        });
        assertThat(threads.trouble()).isEmpty();
        threads.start("accept", () -> {
            throw new NoClassDefFoundError("dev/gvtrace/Lost");
        });
        while (threads.trouble().isEmpty()) {
            Thread.sleep(1);
        }
        assertThat(threads.trouble())
                .contains("thread accept fails each time: java.lang.NoClassDefFoundError: dev/gvtrace/Lost");
    }

    @Test
    void reportsAPeriodicThreadThatIsBlocked() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        StandingThread blocked = threads.startPeriodic("disk", () -> !over.await(1, TimeUnit.HOURS));
        threads.start("accept", () -> !over.await(1, TimeUnit.HOURS));
        assertThat(threads.stalls(0)).singleElement().asString().startsWith("thread disk is blocked for ");
        assertThat(threads.stalls(TimeUnit.HOURS.toNanos(1))).isEmpty();
        over.countDown();
        assertThat(blocked.join(20_000)).isTrue();
        assertThat(threads.stalls(0)).isEmpty();
        assertThat(blocked.isAlive()).isFalse();
    }

    @Test
    void reportsAThreadThatCannotBeCreated() {
        StandingThreads none = new StandingThreads(
                (body, name) -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                1000);
        assertThatThrownBy(() -> none.start("accept", () -> true))
                .isInstanceOf(IOException.class)
                .hasMessage("thread accept cannot be made: unable to create native thread");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable e) throws T {
        throw (T) e;
    }
}
