// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a statement when it is cancelled or takes too long, repeatedly until it has ended: an interrupt between
 * two steps of a statement has no effect in DuckDB. Its thread exists only for statements that may be ended by time or
 * are cancelled.
 */
final class Interrupter implements AutoCloseable {
    private static final long AGAIN_MS = 20;
    private static final long NS_PER_MS = 1_000_000;

    private final Runnable interrupt;
    private final long deadlineNs;
    private final boolean limited;
    private boolean cancelled;
    private boolean ended;
    private boolean started;
    private volatile boolean timedOut;

    /**
     * For a statement that begins now.
     *
     * @param timeout how long it may take; null for any time
     */
    Interrupter(@Nullable Duration timeout, Runnable interrupt) {
        this.interrupt = interrupt;
        limited = timeout != null;
        deadlineNs = timeout == null ? 0 : System.nanoTime() + timeout.toNanos();
        if (limited) {
            start();
        }
    }

    /** True if the statement has run longer than it may. */
    boolean isTimedOut() {
        return timedOut;
    }

    /** Interrupts the statement. */
    synchronized void interrupt() {
        cancelled = true;
        notifyAll();
        start();
    }

    private synchronized void start() {
        if (!started && !ended) {
            started = true;
            Thread thread = new Thread(this::run, "sql-interrupter");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        try {
            while (isDue()) {
                interrupt.run();
                Thread.sleep(AGAIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the statement is to be interrupted; false if it has ended before. */
    private synchronized boolean isDue() throws InterruptedException {
        while (!ended && !cancelled && !timedOut) {
            long leftNs = deadlineNs - System.nanoTime();
            timedOut = limited && leftNs <= 0;
            if (!timedOut) {
                wait(limited ? leftNs / NS_PER_MS + 1 : 0);
            }
        }
        return !ended;
    }

    /** The statement has ended. */
    @Override
    public synchronized void close() {
        ended = true;
        notifyAll();
    }
}
