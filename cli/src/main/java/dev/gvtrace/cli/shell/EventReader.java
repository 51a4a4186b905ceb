// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.detail.EventVisit;
import dev.gvtrace.replay.pipeline.PassRows;
import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.pipeline.TraceSpan;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.trace.TraceSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads single events of the traces. Used by one thread. */
final class EventReader {
    /** The column with the number of an event, which is read beside those that are wanted. */
    static final String NUMBER = "evt";

    private final Answers answers;

    EventReader(Answers answers) {
        this.answers = answers;
    }

    /** The trace of an index. */
    TraceSource source(int trace) {
        return answers.tables().sources().get(trace);
    }

    /**
     * Makes sure that one of the traces has the moment.
     *
     * @throws RequestException if none has, with the span of the nearest trace
     */
    void check(Moment moment) throws RequestException {
        TraceSpan.check(answers.tables().sources(), moment, Moment.Within.TRACE);
    }

    /**
     * The time of an event, ns since the epoch.
     *
     * @throws RequestException if there is no such event
     */
    long timeNs(int trace, long event) throws RequestException {
        long[] ns = new long[1];
        read(trace, event, List.of(), context -> ns[0] = context.event().timeNs(), cells -> {});
        return ns[0];
    }

    /**
     * Reads an event.
     *
     * @param columns of the table of events, whose cells are wanted; none for no cells
     * @param visitor is shown the event with the state after it, and may not keep them
     * @param cells takes the cells, and may not keep them
     * @return the sequence number of the last packet that was received before the event was made
     * @throws RequestException if there is no such event
     */
    long read(int trace, long event, List<String> columns, Consumer<EventContext> visitor, Consumer<Cells> cells)
            throws RequestException {
        boolean[] seen = new boolean[1];
        EventVisit visit = new EventVisit(context -> {
            seen[0] = true;
            visitor.accept(context);
        });
        TraceTables part = answers.tables().part(trace, trace + 1);
        ScanRequest request = EventVisit.of(event);
        List<ScanRequest> requests = new ArrayList<>(List.of(request));
        if (!columns.isEmpty()) {
            List<String> wanted = new ArrayList<>(columns);
            wanted.add(NUMBER);
            requests.add(ScanRequest.of("events").withColumns(wanted).between(request.from(), request.to()));
        }
        try (PassRows scan = answers.scan(part.with(part.catalog().with(visit)), requests)) {
            while (scan.next()) {
                Cells row = scan.cells();
                if (row.longAt(row.schema().indexOf(NUMBER)) == event) {
                    cells.accept(row);
                }
            }
            if (!seen[0]) {
                throw missing(event, scan.results());
            }
        }
        return visit.lastSequence();
    }

    private RequestException missing(long event, List<ReplayResult> results) {
        if (answers.isCancelled() || results.isEmpty()) {
            return new RequestException("evt:" + event + " was not read");
        }
        long last = results.get(0).events();
        return new RequestException(
                "there is no evt:" + event + ": the trace " + (last == 0 ? "has no event" : "ends with evt:" + last));
    }
}
