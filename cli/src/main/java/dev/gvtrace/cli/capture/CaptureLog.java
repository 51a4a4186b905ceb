// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.io.OutputQueue;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.text.Escapes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The recorder's log on standard error: lines with the time, and on a terminal a status line below them. A slow
 * consumer never blocks the caller: lines that are not read in time are dropped, and their number is logged. Any
 * thread.
 */
final class CaptureLog implements AutoCloseable {
    private static final int MAX_WAITING_BYTES = 1 << 20;
    private static final long CLOSE_MILLIS = 1000;

    private final boolean terminal;
    private final OutputQueue lines;
    private long droppedLogged;

    /**
     * Starts the thread.
     *
     * @param threads the thread becomes one of these; their errors are logged here
     */
    CaptureLog(Streams streams, StandingThreads threads) {
        terminal = streams.terminals().err();
        lines = new OutputQueue(threads, "log", MAX_WAITING_BYTES, line -> {
            streams.err().write(line, 0, line.length);
            streams.err().flush();
        });
        threads.logTo(this::print);
    }

    /** Prints a line; control characters in it are escaped. */
    synchronized void print(String line) {
        long dropped = lines.dropped();
        if (dropped != droppedLogged && offer(dropped + " lines were dropped here: standard error is not read")) {
            droppedLogged = dropped;
        }
        offer(line);
    }

    /** Lines that were not read in time. */
    long dropped() {
        return lines.dropped();
    }

    private boolean offer(String line) {
        String text = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + Escapes.message(line) + "\n";
        return lines.offer(((terminal ? "\r\033[K" : "") + text).getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces the status line; does nothing without a terminal. */
    void status(String status) {
        if (terminal) {
            lines.offer(("\r\033[K" + status).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        try {
            lines.close(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
