// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.trace.Threads;
import dev.gvtrace.trace.TraceSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of rules over one trace, in the order of the events, once. A thread of its own reads the trace and waits
 * when it is ahead by a few hundred alerts, so memory is bounded however many there are.
 *
 * <p>For one thread at a time; {@link #close} may be called by any. Has to be closed, also when it was not read to its
 * end.
 */
public final class AlertStream implements Iterator<Alert>, Reading {
    private static final int MOST_AHEAD = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Alert> ready = new ArrayDeque<>();
    private final Consumer<Reading> onClose;
    private final Thread reader;
    private boolean ended;
    private volatile boolean closed;
    private @Nullable Throwable failure;
    private List<TraceInfo.Damage> damage = List.of();

    AlertStream(TraceSource source, Rules rules, MatchMode mode, Consumer<Reading> onClose) {
        this.onClose = onClose;
        reader = new Thread(() -> read(source, rules, mode), "alerts");
        reader.setDaemon(true);
    }

    void start() {
        reader.start();
    }

    private void read(TraceSource source, Rules rules, MatchMode mode) {
        Throwable failed = null;
        ReplayResult result = null;
        try {
            RuleEngine engine =
                    new RuleEngine(rules.set(), EngineOptions.of(mode, rules.set()), alert -> put(new Alert(alert)));
            result = new TraceReplay(source, ReplayOptions.DEFAULT).run(1, new ReplayListener() {
                @Override
                public boolean event(EventContext event) {
                    engine.onEvent(event);
                    return !closed;
                }
            });
        } catch (RuntimeException | Error e) {
            failed = e;
        }
        lock.lock();
        try {
            failure = failed;
            damage = result == null ? List.of() : TraceInfo.damage(result.damage());
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(Alert alert) {
        lock.lock();
        try {
            while (!closed && ready.size() >= MOST_AHEAD) {
                changed.awaitUninterruptibly();
            }
            if (!closed) {
                ready.add(alert);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether there is another alert; waits until that is known.
     *
     * @throws GvtraceException when the trace cannot be read, or the stream is closed
     */
    @Override
    public boolean hasNext() {
        lock.lock();
        try {
            while (!closed && !ended && ready.isEmpty()) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                throw new GvtraceException(Kind.CLOSED, "the stream of alerts is closed", null);
            }
            if (ready.isEmpty() && failure != null) {
                throw Problems.of(failure);
            }
            return !ready.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next alert; waits for it.
     *
     * @throws NoSuchElementException after the last
     * @throws GvtraceException when the trace cannot be read, or the stream is closed
     */
    @Override
    public Alert next() {
        lock.lock();
        try {
            if (!hasNext()) {
                throw new NoSuchElementException("no more alerts");
            }
            Alert next = ready.remove();
            changed.signalAll();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What of the trace could not be read, so that alerts may be missing. Complete when {@link #hasNext} returned
     * false.
     */
    public List<TraceInfo.Damage> damage() {
        lock.lock();
        try {
            return damage;
        } finally {
            lock.unlock();
        }
    }

    /** Stops the reading and returns when it has ended. Does nothing the second time. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ready.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Threads.join(reader);
        onClose.accept(this);
    }
}
