// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.pipeline.PassRows;
import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.pipeline.TraceSpan;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the next or the previous event that matches a condition, seen from a position. Within a trace, events have the
 * order of their numbers. Of several traces the event with the next time is taken, of those with the same time the one
 * of the first trace; a trace whose own clock ran backwards is read in its order.
 *
 * <p>Forwards, reading ends at the first match. Backwards, spans before the position are read, each larger than the one
 * before, so that a match nearby is found without reading the trace from its beginning.
 */
final class EventSearch {
    private static final List<String> COLUMNS = List.of("evt", "time", "pid", "tid", "name", "type", "res", "args");

    private static final long FIRST_EVENTS = 4096;
    private static final long FIRST_NS = 1_000_000_000L;
    private static final int GROWTH = 8;

    private final Answers answers;
    private final Position position;
    private final @Nullable String condition;
    private final List<ReplayResult> results = new ArrayList<>();

    /**
     * A search from a position.
     *
     * @param condition of events; null for any
     */
    EventSearch(Answers answers, Position position, @Nullable String condition) {
        this.answers = answers;
        this.position = position;
        this.condition = condition;
    }

    /**
     * An event.
     *
     * @param trace the index of its trace
     * @param event its number
     * @param timeNs its time, ns since the epoch
     * @param row its row in the table of events, without the number of the trace
     */
    record Found(int trace, long event, long timeNs, Row row) {
        static Found of(Cells cells) {
            Row row = Row.copyOf(cells);
            int trace = row.schema().indexOf("trace");
            return new Found(
                    trace < 0 ? 0 : (int) row.longAt(trace) - 1,
                    row.longAt(row.schema().indexOf("evt")),
                    row.longAt(row.schema().indexOf("time")),
                    trace < 0 ? row : row.without(trace));
        }
    }

    /** What was read in vain. */
    List<ReplayResult> results() {
        return List.copyOf(results);
    }

    /** The request for events, without a span. */
    ScanRequest request() {
        return ScanRequest.of("events").withColumns(COLUMNS).where(condition);
    }

    private static Moment event(long number) {
        return new Moment(Moment.Kind.EVENT, number);
    }

    private static Moment time(long ns) {
        return new Moment(Moment.Kind.ABSOLUTE, ns);
    }

    // ---- forwards

    /** The next event; null if there is none, or the search was cancelled. */
    @Nullable
    Found next() throws RequestException {
        int all = position.traces();
        if (position.moment() == null) {
            return first(0, all, null);
        }
        long ns = position.timeNs();
        if (position.event() == 0) {
            return first(0, all, time(ns + 1));
        }
        int own = position.trace();
        Found found = first(own, own + 1, event(position.event() + 1));
        found = sooner(first(0, own, time(ns + 1)), found);
        return sooner(found, first(own + 1, all, time(ns)));
    }

    private static @Nullable Found sooner(@Nullable Found one, @Nullable Found other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.timeNs() < one.timeNs() ? other : one;
    }

    /** The first match of some traces. */
    private @Nullable Found first(int firstTrace, int endTrace, @Nullable Moment from) throws RequestException {
        boolean beyond =
                from != null && from.kind() == Moment.Kind.ABSOLUTE && !ends(firstTrace, endTrace, from.value());
        if (firstTrace == endTrace || beyond) {
            return null;
        }
        TraceTables part = answers.tables().part(firstTrace, endTrace);
        Found first = null;
        try (PassRows scan =
                answers.scan(part, List.of(request().between(from, null).limit(1)))) {
            while (!answers.isCancelled() && scan.next()) {
                first = sooner(first, Found.of(scan.cells()));
            }
            results.addAll(scan.results());
        }
        return first;
    }

    /** True if one of the traces has a message at that time or later, or has no times. */
    private boolean ends(int firstTrace, int endTrace, long ns) {
        return position.spans().subList(firstTrace, endTrace).stream()
                .anyMatch(span -> span.firstNs() == 0 || span.lastNs() >= ns);
    }

    private boolean begins(int firstTrace, int endTrace, long ns) {
        return position.spans().subList(firstTrace, endTrace).stream()
                .anyMatch(span -> span.firstNs() == 0 || span.firstNs() <= ns);
    }

    // ---- backwards

    /** The previous event; null if there is none, or the search was cancelled. */
    @Nullable
    Found back() throws RequestException {
        if (position.traces() == 1 && position.event() != 0) {
            return lastBefore(position.event());
        }
        TraceSpan span = position.span();
        long until = position.moment() == null ? span.lastNs() : position.timeNs();
        Found found = null;
        for (long length = FIRST_NS; found == null && !answers.isCancelled(); length *= GROWTH) {
            long from = until - length;
            boolean whole = span.firstNs() == 0 || from <= span.firstNs() || length > Long.MAX_VALUE / GROWTH;
            found = lastWithin(whole ? null : time(from));
            if (whole) {
                break;
            }
        }
        return found;
    }

    /** The last match before an event of the only trace. */
    private @Nullable Found lastBefore(long number) throws RequestException {
        Found found = null;
        long end = number;
        for (long count = FIRST_EVENTS; found == null && end > 1 && !answers.isCancelled(); count *= GROWTH) {
            long from = Math.max(1, end - count);
            found = last(0, 1, new Bounds(event(from), event(end - 1), Long.MAX_VALUE));
            end = from;
        }
        return found;
    }

    /** The last match from a moment to the position. */
    private @Nullable Found lastWithin(@Nullable Moment from) throws RequestException {
        int all = position.traces();
        if (position.moment() == null) {
            return last(0, all, new Bounds(from, null, Long.MAX_VALUE));
        }
        long ns = position.timeNs();
        if (position.event() == 0) {
            return last(0, all, new Bounds(from, time(ns), ns));
        }
        int own = position.trace();
        Found found = position.event() == 1
                ? null
                : last(own, own + 1, new Bounds(from, event(position.event() - 1), Long.MAX_VALUE));
        found = later(last(0, own, new Bounds(from, time(ns), ns)), found);
        return later(found, last(own + 1, all, new Bounds(from, time(ns - 1), ns - 1)));
    }

    private static @Nullable Found later(@Nullable Found one, @Nullable Found other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.timeNs() >= one.timeNs() ? other : one;
    }

    /**
     * Where a match may be.
     *
     * @param from null for the beginning
     * @param to null for the end
     * @param mostNs its latest time: at the end of a span, threads may send what is later
     */
    private record Bounds(@Nullable Moment from, @Nullable Moment to, long mostNs) {}

    /** The last match of some traces within bounds. */
    private @Nullable Found last(int firstTrace, int endTrace, Bounds bounds) throws RequestException {
        Moment to = bounds.to();
        boolean beyond = to != null && to.kind() == Moment.Kind.ABSOLUTE && !begins(firstTrace, endTrace, to.value());
        if (firstTrace == endTrace || beyond) {
            return null;
        }
        TraceTables part = answers.tables().part(firstTrace, endTrace);
        List<Match> lasts = new ArrayList<>();
        ScanRequest request = request().withColumns(List.of("evt", "time")).between(bounds.from(), to);
        try (PassRows scan = answers.scan(part, List.of(request))) {
            int first = scan.schemas().get(0).indexOf("trace") + 1;
            int trace = firstTrace;
            while (!answers.isCancelled() && scan.next()) {
                Cells cells = scan.cells();
                trace = first == 0 ? 0 : (int) cells.longAt(0) - 1;
                long ns = cells.longAt(first + 1);
                if (ns <= bounds.mostNs()) {
                    keep(lasts, new Match(trace, cells.longAt(first), ns));
                }
            }
            results.addAll(scan.results());
        }
        Match last = null;
        for (Match each : lasts) {
            last = last == null || each.timeNs() >= last.timeNs() ? each : last;
        }
        return last == null || answers.isCancelled() ? null : found(last);
    }

    private record Match(int trace, long event, long timeNs) {}

    /** Keeps the last match of each trace; those of a trace follow each other. */
    private static void keep(List<Match> lasts, Match match) {
        int end = lasts.size() - 1;
        if (end >= 0 && lasts.get(end).trace() == match.trace()) {
            lasts.set(end, match);
        } else {
            lasts.add(match);
        }
    }

    private @Nullable Found found(Match match) throws RequestException {
        TraceTables part = answers.tables().part(match.trace(), match.trace() + 1);
        Moment moment = event(match.event());
        try (PassRows scan = answers.scan(part, List.of(request().between(moment, moment)))) {
            return scan.next() ? Found.of(scan.cells()) : null;
        }
    }
}
