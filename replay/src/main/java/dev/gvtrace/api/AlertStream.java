// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.pipeline.Growth;
import dev.gvtrace.replay.pipeline.GrowthPermits;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.pipeline.TraceLanes;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.state.EventContext;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of rules over one trace or several, once: those that {@code gvtrace replay} prints, in the same order.
 * That is trace by trace, in the order of {@link TraceGroup#traces}, and within a trace in the order of its events. It
 * does not depend on how many traces are read at a time.
 *
 * <p>Threads of its own read the traces. They wait when they are ahead by about a megabyte of alerts for each trace
 * that is being read, so memory is bounded however many alerts there are.
 *
 * <p>For one thread at a time; {@link #close}, {@link #outcomes} and {@link #damage} may be called by any. Has to be
 * closed, even if it was not read to its end.
 */
public final class AlertStream implements Iterator<Alert>, Reading {
    private static final long MOST_BYTES_AHEAD = 1 << 20;

    private final List<Trace> traces;
    private final AlertQuery query;
    private final ReplayOptions options;
    private final TraceLanes<Alert> lanes;
    private final Consumer<Reading> onClose;
    private @Nullable Alert next;
    private volatile boolean closed;

    AlertStream(List<Trace> traces, AlertQuery query, Consumer<Reading> onClose) {
        this.traces = List.copyOf(traces);
        this.query = query;
        this.onClose = onClose;
        long heap = Runtime.getRuntime().maxMemory();
        int atOnce = GrowthPermits.replaysAtOnce(traces.size(), query.threads(), heap);
        options = query.replay().atOnce(atOnce, Runtime.getRuntime().availableProcessors());
        lanes = new TraceLanes<>(
                new TraceLanes.Bounds(traces.size(), atOnce, MOST_BYTES_AHEAD),
                new GrowthPermits(atOnce, heap),
                this::read);
    }

    void start() {
        lanes.start("alerts");
    }

    private TraceLanes.Outcome read(int trace, Growth growth, TraceLanes.Lane<Alert> lane) {
        RuleEngine engine = new RuleEngine(
                query.rules().set(), query.engine(), alert -> lane.put(new Alert(alert), Alert.heapBytes(alert)));
        ReplayResult result = new TraceReplay(traces.get(trace).source(), options, growth, lanes::isCancelled)
                .run(trace + 1, new ReplayListener() {
                    @Override
                    public boolean event(EventContext event) {
                        engine.onEvent(event);
                        return !lanes.isCancelled();
                    }
                });
        return new TraceLanes.Outcome(result, List.of());
    }

    /**
     * Whether there is another alert; waits until that is known.
     *
     * @throws GvtraceException if the stream is closed; or once for each trace whose reading failed, after the alerts
     *     that were found before: the next call continues with the trace after it
     */
    @Override
    public boolean hasNext() {
        if (next == null && !closed) {
            try {
                next = lanes.next();
            } catch (RuntimeException | Error e) {
                throw Problems.of(e);
            }
        }
        if (closed) {
            throw new GvtraceException(Kind.CLOSED, "the stream of alerts is closed", null);
        }
        return next != null;
    }

    /**
     * The next alert; waits for it.
     *
     * @throws NoSuchElementException after the last
     * @throws GvtraceException as {@link #hasNext}
     */
    @Override
    public Alert next() {
        Alert alert = hasNext() ? next : null;
        if (alert == null) {
            throw new NoSuchElementException("no more alerts");
        }
        next = null;
        return alert;
    }

    /** What came of the traces whose alerts were all taken, in order; of all when {@link #hasNext} returned false. */
    public List<TraceOutcome> outcomes() {
        return TraceOutcome.of(lanes.outcomes(), traces);
    }

    /**
     * What of the traces could not be read, so that alerts may be missing. Complete when {@link #hasNext} returned
     * false.
     */
    public List<TraceInfo.Damage> damage() {
        return TraceOutcome.damage(outcomes());
    }

    /** Stops the reading and returns when its threads have ended. Does nothing the second time. */
    @Override
    public void close() {
        closed = true;
        lanes.close();
        onClose.accept(this);
    }
}
