// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Moment.Kind;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.trace.TraceSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Finds the time of an event: reads the trace up to it, from the last key frame before it. */
public final class EventTime implements ReplayListener {
    private long timeNs;
    private boolean found;

    private EventTime() {}

    /**
     * A moment around an event as a time; any other as it is.
     *
     * @throws RequestException if there is no such event, or each of several traces has one
     */
    public static @Nullable Moment resolved(@Nullable Moment moment, List<TraceSource> sources)
            throws RequestException {
        if (moment == null || moment.kind() != Kind.AROUND_EVENT) {
            return moment;
        }
        checkSingle(moment, sources.size());
        Moment event = new Moment(Kind.EVENT, moment.value());
        return resolved(
                moment, new TraceReplay(sources.get(0), ReplayOptions.DEFAULT.between(event, event)), () -> false);
    }

    /** The same with the key frames of the tables, until it is cancelled: then the time is of no use. */
    static @Nullable Moment resolved(@Nullable Moment moment, TraceTables tables, BooleanSupplier cancelled)
            throws RequestException {
        if (moment == null || moment.kind() != Kind.AROUND_EVENT) {
            return moment;
        }
        checkSingle(moment, tables.sources().size());
        Moment event = new Moment(Kind.EVENT, moment.value());
        return resolved(moment, tables.replay(0, tables.options(event, event, 1), Growth.FREE, cancelled), cancelled);
    }

    private static void checkSingle(Moment moment, int traces) throws RequestException {
        if (traces != 1) {
            throw new RequestException("time '" + moment.text() + "' is in each of " + traces
                    + " traces: expected one trace, or a time with a date");
        }
    }

    private static Moment resolved(Moment moment, TraceReplay replay, BooleanSupplier cancelled)
            throws RequestException {
        EventTime time = new EventTime();
        ReplayResult result = replay.run(1, time);
        if (!time.found && !cancelled.getAsBoolean()) {
            throw new RequestException(
                    "there is no evt:" + moment.value() + ": the trace ends with evt:" + result.events());
        }
        return new Moment(Kind.ABSOLUTE, time.timeNs + moment.offsetNs());
    }

    @Override
    public Needs needs() {
        return Needs.PART;
    }

    @Override
    public boolean event(EventContext event) {
        found = true;
        timeNs = event.event().timeNs();
        return false;
    }
}
