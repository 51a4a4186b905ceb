// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.table.RowBatch;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.trace.Threads;
import dev.gvtrace.trace.TraceSource;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads traces, each once, for one or several scans and hands out what these find as batches of rows: trace by trace in
 * the order in which they were named, within a trace in the order in which the rows were made. So the order is the same
 * for any number of threads.
 *
 * <p>Threads of its own read the traces, several at a time, and wait when the reader of the batches is behind by a few
 * of them. Batches are taken by one thread; {@link #cancel} may be called by any. Has to be closed.
 */
public final class ScanPass implements AutoCloseable {
    /** Batches of one trace that may wait to be taken. */
    private static final int BATCHES_AHEAD = 4;

    private final TraceTables tables;
    private final List<Scan> scans;
    private final GrowthPermits permits;
    private final int atOnce;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<ReplayResult> results = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The next trace to read. */
    private int next;
    /** The trace whose batches are being taken. */
    private int head;

    private volatile boolean cancelled;
    private @Nullable Item current;

    /** What the scan of that index found. */
    private record Item(int scan, RowBatch batch) {}

    /** What one trace came to so far. Guarded by the lock. */
    private static final class Lane {
        final Deque<Item> items = new ArrayDeque<>();
        List<String> notes = List.of();
        boolean ended;

        @Nullable
        ReplayResult result;

        @Nullable
        Throwable failure;
    }

    ScanPass(TraceTables tables, List<Scan> scans, int atOnce, GrowthPermits permits) {
        this.tables = tables;
        this.scans = List.copyOf(scans);
        this.permits = permits;
        this.atOnce = atOnce;
        for (int i = 0; i < tables.sources().size(); i++) {
            lanes.add(new Lane());
        }
    }

    void start() {
        for (int i = 0; i < atOnce; i++) {
            Thread thread = new Thread(this::work, "scan-" + (i + 1));
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void work() {
        for (int trace = take(); trace >= 0; trace = take()) {
            read(trace);
        }
    }

    /** The number of the next trace to read; -1 if there is none. Few are read beyond the one whose rows are taken. */
    private int take() {
        lock.lock();
        try {
            while (!cancelled && next < lanes.size() && next >= head + 2 * atOnce) {
                changed.awaitUninterruptibly();
            }
            return cancelled || next == lanes.size() ? -1 : next++;
        } finally {
            lock.unlock();
        }
    }

    private void read(int trace) {
        Lane lane = lanes.get(trace);
        ReplayResult result = null;
        List<String> noted = List.of();
        Throwable failure = null;
        try {
            List<RowOutput> outputs = new ArrayList<>();
            for (int i = 0; i < scans.size(); i++) {
                int scan = i;
                long number = lanes.size() == 1 ? 0 : trace + 1;
                outputs.add(new RowOutput(scans.get(i).schema(), number, batch -> put(lane, new Item(scan, batch))));
            }
            TracePass pass = new TracePass(scans, outputs, () -> cancelled);
            TraceSource source = tables.sources().get(trace);
            ReplayOptions options = tables.options(scans.get(0), atOnce);
            result = new TraceReplay(source, options, permits.of(trace), () -> cancelled).run(trace + 1, pass);
            noted = pass.notes();
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            permits.ended(trace);
        }
        lock.lock();
        try {
            lane.result = result;
            lane.notes = noted;
            lane.failure = failure;
            lane.ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(Lane lane, Item item) {
        lock.lock();
        try {
            while (!cancelled && lane.items.size() >= BATCHES_AHEAD) {
                changed.awaitUninterruptibly();
            }
            if (!cancelled) {
                lane.items.add(item);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves to the next batch; false after the last, or when the pass was cancelled.
     *
     * @throws UncheckedIOException when a trace cannot be read
     */
    public boolean next() {
        lock.lock();
        try {
            current = null;
            while (!cancelled && head < lanes.size()) {
                Lane lane = lanes.get(head);
                Item item = lane.items.poll();
                if (item != null) {
                    current = item;
                    changed.signalAll();
                    return true;
                }
                if (lane.ended) {
                    leave(lane);
                } else {
                    changed.awaitUninterruptibly();
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** All of a trace was taken. */
    private void leave(Lane lane) {
        head++;
        changed.signalAll();
        if (lane.failure instanceof RuntimeException failure) {
            throw failure;
        }
        if (lane.failure instanceof Error failure) {
            throw failure;
        }
        if (lane.result != null) {
            results.add(lane.result);
        }
        notes.addAll(lane.notes);
    }

    private Item current() {
        Item item = current;
        if (item == null) {
            throw new IllegalStateException("no current batch");
        }
        return item;
    }

    /** The index of the scan that the current batch answers. */
    public int scan() {
        return current().scan();
    }

    /** The current batch. */
    public RowBatch batch() {
        return current().batch();
    }

    /** What came of the traces that were read to their end, or as far as was asked, in order. */
    public List<ReplayResult> results() {
        return List.copyOf(results);
    }

    /** Facts about the answers beside their rows: sentences in byte text. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Ends the reading soon; from now on there are no more batches. */
    public void cancel() {
        lock.lock();
        try {
            cancelled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Cancels, and returns when the threads have ended: the traces may be closed then. */
    @Override
    public void close() {
        cancel();
        threads.forEach(Threads::join);
    }
}
