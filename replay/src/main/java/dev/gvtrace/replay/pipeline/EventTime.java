// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Moment.Kind;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.trace.TraceSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the time of an event: reads the trace up to it. */
public final class EventTime implements ReplayListener {
    private final long number;
    private long lastNumber;
    private long timeNs;

    private EventTime(long number) {
        this.number = number;
    }

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
        if (sources.size() != 1) {
            throw new RequestException("time '" + moment.text() + "' is in each of " + sources.size()
                    + " traces: expected one trace, or a time with a date");
        }
        EventTime found = new EventTime(moment.value());
        Moment event = new Moment(Kind.EVENT, moment.value());
        new TraceReplay(sources.get(0), ReplayOptions.DEFAULT.between(null, event)).run(1, found);
        if (found.lastNumber < moment.value()) {
            throw new RequestException(
                    "there is no evt:" + moment.value() + ": the trace ends with evt:" + found.lastNumber);
        }
        return new Moment(Kind.ABSOLUTE, found.timeNs + moment.offsetNs());
    }

    @Override
    public boolean event(EventContext event) {
        lastNumber = event.number();
        timeNs = event.event().timeNs();
        return lastNumber < number;
    }
}
