// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One of the {@link StandingThreads}. Thread-safe. */
public final class StandingThread {
    /** Rounds that fail one after the other until the thread counts as lost: it does nothing any more. */
    private static final int MOST_FAILURES = 50;

    private static final long LOG_EVERY_NS = 60_000_000_000L;

    private final String name;
    private final StandingThreads.Round round;
    private final long pauseNs;
    private final Consumer<String> log;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Throwable failure;
    private volatile int failuresInARow;
    private volatile boolean done;
    private volatile boolean ended;

    private @Nullable Class<?> loggedClass;
    private long loggedNs;

    StandingThread(String name, StandingThreads.Round round, long pauseNs, Consumer<String> log) {
        this.name = name;
        this.round = round;
        this.pauseNs = pauseNs;
        this.log = log;
    }

    void start(StandingThreads.Maker maker) {
        Thread made = maker.make(this::run, name);
        thread = made;
        made.start();
    }

    /** The thread's name. */
    public String name() {
        return name;
    }

    /** True until it has gone its last round, or was lost. */
    public boolean isAlive() {
        return !ended;
    }

    /** What is wrong with it; empty when nothing is. */
    public Optional<String> trouble() {
        if (ended && !done) {
            return Optional.of("thread " + name + " has ended: " + failure);
        }
        if (failuresInARow >= MOST_FAILURES) {
            return Optional.of("thread " + name + " fails each time: " + failure);
        }
        return Optional.empty();
    }

    /** Ends a wait in {@link LockSupport}. */
    public void unpark() {
        LockSupport.unpark(thread);
    }

    /** Waits for the last round; false if that has not come in time. */
    public boolean join(long milliseconds) throws InterruptedException {
        Thread started = thread;
        if (started != null) {
            started.join(Math.max(1, milliseconds));
        }
        return ended;
    }

    private void run() {
        try {
            runRounds();
            done = true;
        } catch (Throwable e) {
            failure = e;
        } finally {
            ended = true;
        }
    }

    private void runRounds() {
        boolean again = true;
        while (again) {
            try {
                again = round.go();
                failuresInARow = 0;
            } catch (Throwable e) {
                recover(e);
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes it
    private void recover(Throwable e) {
        failure = e;
        failuresInARow++;
        // else waiting would end at once from now on
        Thread.interrupted();
        try {
            logFailure(e);
        } catch (Throwable again) {
            // too little memory even for that: the next round will show
        }
        LockSupport.parkNanos(pauseNs);
    }

    private void logFailure(Throwable e) {
        long now = System.nanoTime();
        if (e.getClass() != loggedClass || now - loggedNs >= LOG_EVERY_NS) {
            loggedClass = e.getClass();
            loggedNs = now;
            log.accept("thread " + name + " goes on after a fault: " + e);
        }
    }
}
