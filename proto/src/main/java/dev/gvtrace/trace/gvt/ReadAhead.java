// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Threads;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decompresses the next blocks on a thread of its own, at most as many as were asked for. One thread takes
 * blocks and gives them back; {@link #close} ends the other.
 */
final class ReadAhead implements Closeable {
    private static final long POLL_MILLIS = 100;

    private final BlockSupply supply;
    private final BlockingQueue<LoadedBlock> empty;
    private final BlockingQueue<LoadedBlock> full;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    ReadAhead(BlockSupply supply, int blocks) {
        this.supply = supply;
        empty = new ArrayBlockingQueue<>(blocks + 1);
        full = new ArrayBlockingQueue<>(blocks + 1);
        for (int i = 0; i < blocks; i++) {
            empty.add(BlockMemory.block());
        }
        thread = new Thread(this::run, "gvtrace-read-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    // The file's channel would be closed for all cursors if this thread were interrupted while it reads: so it is never
    // interrupted, but looks every now and then whether it is still wanted.
    private void run() {
        try {
            boolean more = true;
            while (more && !closed) {
                LoadedBlock block = empty.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (block != null) {
                    supply.next(block);
                    more = block.block() != null;
                    full.add(block);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Gives a block back and takes the next; one without a block is the last. */
    LoadedBlock next(LoadedBlock done) {
        empty.add(done);
        try {
            while (true) {
                LoadedBlock block = full.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (block != null) {
                    return block;
                }
                Throwable cause = failure;
                if (cause != null && full.isEmpty()) {
                    throw cause instanceof IOException e
                            ? new UncheckedIOException(e)
                            : new IllegalStateException("reading ahead failed: " + cause.getMessage(), cause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new java.io.InterruptedIOException("interrupted while reading a trace"));
        }
    }

    @Override
    public void close() {
        closed = true;
        Threads.join(thread);
        supply.close();
        empty.forEach(BlockMemory::giveBack);
        full.forEach(BlockMemory::giveBack);
        empty.clear();
        full.clear();
    }
}
