// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.system.StandingThread;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Seals recordings that are over, on a thread of its own, because the disk may stall. Thread-safe. */
final class SealingThread {
    private static final long CHECK_EVERY_NS = 1_000_000_000;

    private final Queue<Recording> waiting = new ConcurrentLinkedQueue<>();
    private final WallClock clock;
    private final Consumer<Recording> whenDone;
    private final Consumer<String> log;
    private volatile @Nullable StandingThread thread;
    /** Guarded by {@link #waiting}: nothing more is added to it. */
    private volatile boolean closing;

    SealingThread(WallClock clock, Consumer<Recording> whenDone, Consumer<String> log) {
        this.clock = clock;
        this.whenDone = whenDone;
        this.log = log;
    }

    void start(StandingThreads threads) throws IOException {
        thread = threads.start("sealer", this::finishNext);
    }

    /** Adds a recording that is over. After {@link #endTaking} it is left unsealed instead. */
    void add(Recording recording) {
        synchronized (waiting) {
            if (!closing) {
                waiting.add(recording);
                wake();
                return;
            }
        }
        recording.leave();
    }

    /** Recordings that are to be sealed. */
    int waiting() {
        return waiting.size();
    }

    /** Accepts no further recordings. */
    void endTaking() {
        synchronized (waiting) {
            closing = true;
        }
        wake();
    }

    /** Waits until the recordings added so far are sealed; false if that took too long. */
    boolean join(long milliseconds) throws InterruptedException {
        StandingThread started = thread;
        return started == null || started.join(milliseconds);
    }

    private void wake() {
        StandingThread started = thread;
        if (started != null) {
            started.unpark();
        }
    }

    private boolean finishNext() {
        boolean isLast = closing;
        Recording next = waiting.poll();
        if (next != null) {
            finish(next);
            return true;
        }
        if (!isLast) {
            LockSupport.parkNanos(this, CHECK_EVERY_NS);
        }
        return !isLast;
    }

    private void finish(Recording recording) {
        try {
            recording.finish(clock.now());
        } catch (RuntimeException | Error e) {
            log.accept(recording.info().label() + ": cannot be sealed: " + e);
            recording.leave();
        } finally {
            whenDone.accept(recording);
        }
    }
}
