// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.capture.system.StandingThreads;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue of output for a reader that may stop reading: a background thread writes it, so that callers never wait for a
 * pipe. Output that does not fit into the queue, or follows a failed write, is dropped and counted. Any thread.
 */
public final class OutputQueue {
    private final Consumer<byte[]> writer;
    private final int mostBytes;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean writing;
    private boolean closed;
    private long dropped;
    private @Nullable RuntimeException failure;

    /**
     * A queue with its thread.
     *
     * @param threads gets the thread
     * @param name of the thread
     * @param mostBytes size of the queue
     * @param writer writes and flushes; the first exception it throws is its last call, an error drops what it was
     *     given
     */
    public OutputQueue(StandingThreads threads, String name, int mostBytes, Consumer<byte[]> writer) {
        this.writer = writer;
        this.mostBytes = mostBytes;
        try {
            threads.start(name, this::writeNext);
        } catch (IOException e) {
            throw new CommandException(ExitCode.INTERNAL, String.valueOf(e.getMessage()), e);
        }
    }

    /** Queues a piece, which is written as a whole or not at all; false if it was dropped. */
    public synchronized boolean offer(byte[] piece) {
        if (closed || failure != null || bytes + piece.length > mostBytes) {
            dropped++;
            return false;
        }
        waiting.add(piece);
        bytes += piece.length;
        notifyAll();
        return true;
    }

    /** How many pieces were dropped. */
    public synchronized long dropped() {
        return dropped;
    }

    /** The error that ended writing; null while it continues. */
    @Nullable
    public synchronized RuntimeException failure() {
        return failure;
    }

    /** Accepts no more pieces, and waits this long for the queue to be written; the rest counts as dropped. */
    public synchronized void close(long milliseconds) throws InterruptedException {
        closed = true;
        notifyAll();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        while (writing || !waiting.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                dropWaiting();
                dropped += writing ? 1 : 0;
                return;
            }
            wait(left);
        }
    }

    private void dropWaiting() {
        dropped += waiting.size();
        waiting.clear();
        bytes = 0;
    }

    private boolean writeNext() throws InterruptedException {
        byte[] piece = next();
        if (piece == null) {
            return false;
        }
        try {
            writer.accept(piece);
        } catch (RuntimeException e) {
            fail(e);
            return false;
        } catch (Error e) {
            drop();
            throw e;
        }
        return true;
    }

    private synchronized void drop() {
        dropped++;
    }

    private synchronized byte @Nullable [] next() throws InterruptedException {
        writing = false;
        notifyAll();
        while (waiting.isEmpty()) {
            if (closed) {
                return null;
            }
            wait();
        }
        writing = true;
        byte[] piece = waiting.remove();
        bytes -= piece.length;
        return piece;
    }

    private synchronized void fail(RuntimeException why) {
        failure = why;
        dropped++;
        dropWaiting();
        writing = false;
        notifyAll();
    }
}
