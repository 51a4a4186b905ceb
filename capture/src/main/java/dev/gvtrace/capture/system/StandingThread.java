// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One of the {@link StandingThreads}. Thread-safe. */
public final class StandingThread {
    private final String name;
    private final StandingThreads.Round round;
    private final long pauseNs;
    private final RoundFailures failures;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Throwable fatal;
    private final boolean periodic;
    private volatile long roundSinceNs = System.nanoTime();
    private volatile boolean done;
    private volatile boolean ended;

    StandingThread(String name, StandingThreads.Round round, long pauseNs, boolean periodic, Consumer<String> log) {
        this.name = name;
        this.round = round;
        this.pauseNs = pauseNs;
        this.periodic = periodic;
        this.failures = new RoundFailures(name, log);
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

    /** What is wrong with it; empty when nothing is. */
    public Optional<String> trouble() {
        if (ended && !done) {
            return Optional.of("thread " + name + " has ended: " + fatal);
        }
        return failures.trouble();
    }

    /** True while it runs. */
    public boolean isAlive() {
        return !ended;
    }

    /** How long its round has taken, if its rounds are periodic and that is at least this long. */
    Optional<String> stall(long atLeastNs) {
        long ns = System.nanoTime() - roundSinceNs;
        return periodic && !ended && ns >= atLeastNs
                ? Optional.of("thread " + name + " is blocked for " + TimeUnit.NANOSECONDS.toSeconds(ns) + " s")
                : Optional.empty();
    }

    /** Ends a wait in {@link LockSupport}. */
    public void unpark() {
        LockSupport.unpark(thread);
    }

    /** Waits for the last round; false if the time ran out. */
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
            fatal = e;
        } finally {
            ended = true;
        }
    }

    private void runRounds() {
        boolean again = true;
        while (again) {
            roundSinceNs = System.nanoTime();
            try {
                again = round.go();
                failures.succeeded();
            } catch (Throwable e) {
                recover(e);
            }
        }
    }

    private void recover(Throwable e) {
        // otherwise each wait would end at once from now on
        Thread.interrupted();
        failures.failed(e);
        LockSupport.parkNanos(pauseNs);
    }
}
