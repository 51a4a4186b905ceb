// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.io.ClosedPipeException;
import dev.gvtrace.cli.io.OutputQueue;
import dev.gvtrace.cli.io.Streams;
import java.util.function.Consumer;

/**
 * Writes alerts to standard output while recording, on a thread of its own, so that a slow consumer never blocks
 * recording: what it does not read in time is dropped, counted and logged. A replay of the trace finds those alerts
 * again.
 */
final class LiveAlerts {
    /** About ten thousand alerts. */
    private static final int MAX_WAITING_BYTES = 4 << 20;

    private static final long LOG_EVERY_NS = 10_000_000_000L;
    private static final long CLOSE_MILLIS = 3000;

    private final OutputQueue queue;
    private final Consumer<String> log;
    private long droppedLogged;
    private long loggedNs;
    private boolean failureLogged;

    /**
     * Starts the thread.
     *
     * @param threads the thread becomes one of these
     * @param log receives log lines; never blocks on their reader
     */
    LiveAlerts(Streams streams, StandingThreads threads, Consumer<String> log) {
        this.log = log;
        queue = new OutputQueue(threads, "alerts", MAX_WAITING_BYTES, alert -> {
            streams.write(alert);
            streams.flush();
        });
    }

    /** Takes an alert, written as a whole or not at all. Any thread. */
    void offer(byte[] alert) {
        queue.offer(alert);
    }

    /** Logs alerts that were dropped, at most every ten seconds. */
    void logDropped() {
        if (System.nanoTime() - loggedNs >= LOG_EVERY_NS || loggedNs == 0) {
            logChanges();
        }
    }

    /**
     * After the last connection has closed: waits a little for the alerts to be written; false if the output failed.
     */
    boolean close() throws InterruptedException {
        queue.close(CLOSE_MILLIS);
        logChanges();
        return queue.failure() == null || queue.failure() instanceof ClosedPipeException;
    }

    private void logChanges() {
        RuntimeException failure = queue.failure();
        if (failure != null && !failureLogged) {
            failureLogged = true;
            log.accept(
                    failure instanceof ClosedPipeException
                            ? "standard output is closed: alerts are dropped from here on, recording continues"
                            : failure.getMessage() + ": alerts are dropped from here on, recording continues");
        }
        long dropped = queue.dropped();
        if (dropped != droppedLogged) {
            log.accept(dropped + " alerts dropped so far: "
                    + (failure == null ? "standard output is not read fast enough" : "standard output is closed")
                    + "; a replay of the traces finds them");
            droppedLogged = dropped;
            loggedNs = System.nanoTime();
        }
    }
}
