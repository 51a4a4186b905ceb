// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Moment.Within;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The times of the first and of the last message that has one, in order of arrival; 0 for none.
 *
 * @param firstNs ns since the epoch
 * @param lastNs ns since the epoch
 */
public record TraceSpan(long firstNs, long lastNs) {
    /** The number of last messages among which one with a time is searched before all are read. */
    private static final long LAST_MESSAGES = 5_000;

    /** Finds them, from headers, or else reading only the first and the last blocks if these have times. */
    public static TraceSpan of(TraceSource source) {
        TraceSummary summary = source.summary();
        return summary.firstTimeNs() != 0
                ? new TraceSpan(summary.firstTimeNs(), summary.lastTimeNs())
                : of(source, () -> false);
    }

    /** Finds them, reading only the first and the last blocks if these have times. */
    static TraceSpan of(TraceSource source, BooleanSupplier cancelled) {
        long firstNs = ends(source, Selection.all(), true, cancelled).firstNs();
        long before = source.summary().lastSequence() - LAST_MESSAGES;
        long lastNs = before <= 0
                ? 0
                : ends(source, Selection.all().sequences(before, Long.MAX_VALUE), false, cancelled)
                        .lastNs();
        return new TraceSpan(
                firstNs,
                lastNs != 0
                        ? lastNs
                        : ends(source, Selection.all(), false, cancelled).lastNs());
    }

    private static TraceSpan ends(
            TraceSource source, Selection selection, boolean firstOnly, BooleanSupplier cancelled) {
        MessagePeek peek = new MessagePeek();
        long firstNs = 0;
        long lastNs = 0;
        try (RecordCursor records = source.records(selection)) {
            while (!cancelled.getAsBoolean() && records.next() && !(firstOnly && firstNs != 0)) {
                if (records.kind() == RecordKind.MESSAGE) {
                    peek.look(records.buffer(), records.offset(), records.length());
                    firstNs = firstNs == 0 ? peek.timeNs() : firstNs;
                    lastNs = peek.timeNs() == 0 ? lastNs : peek.timeNs();
                }
            }
        }
        return new TraceSpan(firstNs, lastNs);
    }

    /**
     * Makes sure that at least one of the traces has the moment. Traces without times have none.
     *
     * @throws RequestException if none has it, with the span of the nearest trace
     */
    public static void check(List<TraceSource> sources, @Nullable Moment moment, Within within)
            throws RequestException {
        if (moment == null || !moment.isTime()) {
            return;
        }
        String missing = null;
        for (TraceSource source : sources) {
            TraceSpan span = of(source);
            missing = span.firstNs() == 0 ? null : moment.missing(span.firstNs(), span.lastNs(), within);
            if (missing == null) {
                return;
            }
        }
        if (missing != null) {
            throw new RequestException("time '" + moment.text() + "' " + missing);
        }
    }
}
