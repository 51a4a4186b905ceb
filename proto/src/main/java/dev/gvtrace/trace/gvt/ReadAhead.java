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
 * Reads and decompresses up to a given number of blocks ahead on a thread of its own. One thread takes blocks and gives
 * them back; {@link #close} ends the reading thread.
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

    // An interrupt during a read would close the file's channel for all cursors, so this thread is never interrupted;
    // it checks whether it should continue after each block that comes back.
    private void run() {
        try {
            boolean more = true;
            while (more && !closed) {
                LoadedBlock block = empty.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (block != null && closed) {
                    empty.add(block);
                } else if (block != null) {
                    supply.next(block);
                    more = block.block() != null;
                    full.add(block);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Gives a block back and takes the next; an empty one marks the end. */
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
        LoadedBlock unread = full.poll();
        if (unread != null) {
            empty.add(unread); // the thread may wait for one
        }
        Threads.join(thread);
        supply.close();
        empty.forEach(BlockMemory::giveBack);
        full.forEach(BlockMemory::giveBack);
        empty.clear();
        full.clear();
    }
}
