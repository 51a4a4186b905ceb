// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.pipeline.TraceSpan;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.trace.TraceSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the shell is in its traces: at no moment, at a time, or after an event. Of several traces a time counts in all,
 * and an event is one of a single trace. Used by one thread.
 */
final class Position {
    private static final long NS_PER_DAY = 86_400_000_000_000L;

    private final List<TraceSource> sources;
    private @Nullable List<TraceSpan> spans;
    private @Nullable Moment moment;
    private long timeNs;
    private int trace;
    private long event;

    /** At no moment of these traces. */
    Position(List<TraceSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** The span of each trace; zeros for one whose messages have no times. */
    List<TraceSpan> spans() {
        List<TraceSpan> known = spans;
        if (known == null) {
            known = new ArrayList<>();
            for (TraceSource source : sources) {
                known.add(TraceSpan.of(source));
            }
            spans = known;
        }
        return known;
    }

    /** From the first time of all traces to the last; zeros if none has times. */
    TraceSpan span() {
        long first = 0;
        long last = 0;
        for (TraceSpan each : spans()) {
            if (each.firstNs() != 0) {
                first = first == 0 ? each.firstNs() : Math.min(first, each.firstNs());
                last = Math.max(last, each.lastNs());
            }
        }
        return new TraceSpan(first, last);
    }

    /** Leaves the moment. */
    void clear() {
        moment = null;
        timeNs = 0;
        event = 0;
        trace = 0;
    }

    /** Goes to a time, ns since the epoch. */
    void goTo(long ns) {
        moment = new Moment(Moment.Kind.ABSOLUTE, ns);
        timeNs = ns;
        event = 0;
        trace = 0;
    }

    /**
     * Goes to an event.
     *
     * @param of the index of its trace
     * @param number its number in that trace
     * @param ns the time at which the other traces are then; 0 if unknown
     */
    void goTo(int of, long number, long ns) {
        moment = sources.size() == 1 ? new Moment(Moment.Kind.EVENT, number) : new Moment(Moment.Kind.ABSOLUTE, ns);
        timeNs = ns;
        event = number;
        trace = of;
    }

    /** The moment that questions default to; null for none. */
    @Nullable
    Moment moment() {
        return moment;
    }

    /** The time of the moment, ns since the epoch; 0 if there is none. */
    long timeNs() {
        return timeNs;
    }

    /** The index of the trace with the event. */
    int trace() {
        return trace;
    }

    /** The number of the event; 0 at no event. */
    long event() {
        return event;
    }

    /** How many traces there are. */
    int traces() {
        return sources.size();
    }

    /** The moment in words. */
    String text() {
        if (moment == null) {
            return "the end";
        }
        if (event == 0) {
            return TimeText.rfc3339(timeNs);
        }
        return name(trace, event) + (timeNs == 0 ? "" : ", " + TimeText.rfc3339(timeNs));
    }

    /** The name of an event, of several traces with the number of its trace. */
    String name(int of, long number) {
        return (sources.size() == 1 ? "" : "trace " + (of + 1) + " ") + "evt:" + number;
    }

    /** What stands before a line that is typed. */
    String prompt() {
        if (moment == null) {
            return "gvtrace> ";
        }
        TraceSpan span = span();
        boolean oneDay = Math.floorDiv(span.firstNs(), NS_PER_DAY) == Math.floorDiv(span.lastNs(), NS_PER_DAY);
        String time = timeNs == 0 ? "" : " " + (oneDay ? TimeText.time(timeNs) : TimeText.rfc3339(timeNs));
        return "gvtrace" + (event == 0 ? "" : " " + name(trace, event)) + time + "> ";
    }
}
