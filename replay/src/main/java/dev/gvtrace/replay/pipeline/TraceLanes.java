// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.trace.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads traces, each once and several at a time, and hands out what is found in them: trace by trace in the order of
 * their numbers, within a trace in the order in which it was found. So the order is the same for any number of threads.
 *
 * <p>Threads of its own read the traces. Each trace has a lane for what was found and not taken yet; a full lane stops
 * its thread, and few traces are read beyond the one whose items are taken, so memory is bounded. Items are taken by
 * one thread; all else may be called by any. Has to be closed.
 *
 * @param <T> what is found
 */
public final class TraceLanes<T> implements AutoCloseable {
    private final Reader<T> reader;
    private final Bounds bounds;
    private final GrowthPermits permits;
    private final List<Lane<T>> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The next trace to read. */
    private int next;
    /** The trace whose items are being taken. */
    private int head;

    private volatile boolean cancelled;

    /**
     * Limits.
     *
     * @param traces how many traces there are
     * @param atOnce how many are read at the same time, at least 1
     * @param laneWeight what may wait in a lane; a lane takes one item more when it is below
     */
    public record Bounds(int traces, int atOnce, long laneWeight) {}

    /**
     * Reads a trace.
     *
     * @param <T> what is found
     */
    public interface Reader<T> {
        /**
         * Reads the trace of that number, from 0, and puts what it finds. Called by several threads.
         *
         * @param growth what the trace's state has to do before it grows large
         * @return what came of it
         */
        Outcome read(int trace, Growth growth, Lane<T> lane);
    }

    /**
     * What came of a trace.
     *
     * @param result the replay's; all 0 if reading failed
     * @param notes facts beside the items: sentences in byte text
     * @param failure what the reader threw; null if the trace was read to its end, or as far as was asked
     */
    public record Outcome(
            ReplayResult result,
            List<String> notes,
            @Nullable Throwable failure) {
        private static final ReplayResult NOTHING = new ReplayResult(0, 0, 0, 0, List.of());

        /** That of a trace that was read. */
        public Outcome(ReplayResult result, List<String> notes) {
            this(result, notes, null);
        }

        /** That of a trace that could not be read. */
        Outcome(Throwable failure) {
            this(NOTHING, List.of(), failure);
        }
    }

    /**
     * Where what is found in one trace waits to be taken.
     *
     * @param <T> what is found
     */
    public static final class Lane<T> {
        private record Item<T>(T value, long weight) {}

        private final TraceLanes<T> all;
        /** Guarded by the lock, as all fields. */
        private final Deque<Item<T>> items = new ArrayDeque<>();

        private long weight;
        private @Nullable Outcome outcome;

        private Lane(TraceLanes<T> all) {
            this.all = all;
        }

        /** Puts an item; waits while the lane is full. Dropped when all was cancelled. */
        public void put(T value, long itemWeight) {
            all.put(this, new Item<>(value, itemWeight));
        }
    }

    /**
     * Lanes for traces that are not read before {@link #start}.
     *
     * @param permits for as many replays at once as the bounds allow
     */
    public TraceLanes(Bounds bounds, GrowthPermits permits, Reader<T> reader) {
        this.bounds = bounds;
        this.permits = permits;
        this.reader = reader;
        for (int i = 0; i < bounds.traces(); i++) {
            lanes.add(new Lane<>(this));
        }
    }

    /** Begins to read. Called once, or never. */
    public void start(String threadName) {
        lock.lock();
        try {
            for (int i = 0; !cancelled && i < Math.min(bounds.atOnce(), lanes.size()); i++) {
                Thread thread = new Thread(this::work, threadName + "-" + (i + 1));
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (int trace = take(); trace >= 0; trace = take()) {
            read(trace);
        }
    }

    /** The number of the next trace to read; -1 if there is none. Few are read beyond the one whose items are taken. */
    private int take() {
        lock.lock();
        try {
            while (!cancelled && next < lanes.size() && next >= head + 2 * bounds.atOnce()) {
                changed.awaitUninterruptibly();
            }
            return cancelled || next == lanes.size() ? -1 : next++;
        } finally {
            lock.unlock();
        }
    }

    private void read(int trace) {
        Lane<T> lane = lanes.get(trace);
        Outcome outcome;
        try {
            outcome = reader.read(trace, permits.of(trace), lane);
        } catch (RuntimeException | Error e) {
            outcome = new Outcome(e);
        } finally {
            permits.ended(trace);
        }
        lock.lock();
        try {
            lane.outcome = outcome;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(Lane<T> lane, Lane.Item<T> item) {
        lock.lock();
        try {
            while (!cancelled && lane.weight >= bounds.laneWeight()) {
                changed.awaitUninterruptibly();
            }
            if (!cancelled) {
                lane.items.add(item);
                lane.weight += item.weight();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next item; null after the last, or when all was cancelled. When reading a trace fails, throws what the
     * reader threw once all items before that were taken; the next call continues with the trace after it.
     */
    public @Nullable T next() {
        lock.lock();
        try {
            while (!cancelled && head < lanes.size()) {
                Lane<T> lane = lanes.get(head);
                Lane.Item<T> item = lane.items.poll();
                if (item != null) {
                    lane.weight -= item.weight();
                    changed.signalAll();
                    return item.value();
                }
                Outcome outcome = lane.outcome;
                if (outcome == null) {
                    changed.awaitUninterruptibly();
                } else {
                    leave(outcome);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** All of a trace was taken. */
    private void leave(Outcome outcome) {
        head++;
        outcomes.add(outcome);
        changed.signalAll();
        if (outcome.failure() instanceof RuntimeException failure) {
            throw failure;
        }
        if (outcome.failure() instanceof Error failure) {
            throw failure;
        }
    }

    /** What came of the traces whose items were all taken, in order. */
    public List<Outcome> outcomes() {
        lock.lock();
        try {
            return List.copyOf(outcomes);
        } finally {
            lock.unlock();
        }
    }

    /** True after {@link #cancel}. A reader ends soon then. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** Ends the reading soon; from now on there are no more items. */
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
        // none is added any more
        threads.forEach(Threads::join);
    }
}
