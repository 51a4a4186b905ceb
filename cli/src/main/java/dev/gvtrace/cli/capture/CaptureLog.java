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
 * What a recorder says on standard error: lines with the time, and on a terminal a status line below them. Nobody who says
 * something waits for whoever reads it; lines that were not read in time are dropped, and their number is said. Any thread.
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
     * @param threads gets it, and tells of faults here
     */
    CaptureLog(Streams streams, StandingThreads threads) {
        terminal = streams.errIsTerminal();
        lines = new OutputQueue(threads, "log", MAX_WAITING_BYTES, line -> {
            streams.err().write(line, 0, line.length);
            streams.err().flush();
        });
        threads.logTo(this::print);
    }

    /** A line for people; what it quotes is escaped. */
    synchronized void print(String line) {
        long dropped = lines.dropped();
        if (dropped != droppedLogged && offer(dropped + " lines were dropped here: standard error is not read")) {
            droppedLogged = dropped;
        }
        offer(line);
    }

    private boolean offer(String line) {
        String text = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + Escapes.message(line) + "\n";
        return lines.offer(((terminal ? "\r\033[K" : "") + text).getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces the status line; nothing where there is no terminal. */
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
