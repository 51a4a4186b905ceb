// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.ScanRequest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is asked of a table: columns, condition, span or moment, and how many rows at most. All of it is pushed down: a
 * column that is not asked for is not computed, and reading ends with the last row wanted. Immutable, safe for use by
 * any number of threads.
 *
 * <p>Moments are written as on the command line: {@code 2026-11-21T23:52:22.133442876Z}, {@code +2s} from the first
 * message's time on, {@code -15m} back from the last one's, {@code evt:120} for the moment after that event, {@code
 * end}.
 */
public final class TableQuery {
    /** As many threads as there are processors when the traces are read. */
    static final int ALL_PROCESSORS = 0;

    private final ScanRequest request;
    private final boolean resolvedNames;
    private final int threads;

    private TableQuery(ScanRequest request, boolean resolvedNames, int threads) {
        this.request = request;
        this.resolvedNames = resolvedNames;
        this.threads = threads;
    }

    /** All rows of a table, with all columns of its schema. {@link Trace#tables} lists the tables. */
    public static TableQuery of(String table) {
        return new TableQuery(ScanRequest.of(Objects.requireNonNull(table, "table")), false, ALL_PROCESSORS);
    }

    private TableQuery with(ScanRequest changed) {
        return new TableQuery(changed, resolvedNames, threads);
    }

    /** The same with these columns only, in this order. In {@code events} each field is a column. */
    public TableQuery columns(String... names) {
        return columns(List.of(names));
    }

    /** The same with these columns only, in this order. In {@code events} each field is a column. */
    public TableQuery columns(List<String> names) {
        return with(request.withColumns(names));
    }

    /** The same for the rows that match a condition, in Falco's language over the columns. */
    public TableQuery where(String falcoCondition) {
        return with(request.where(Objects.requireNonNull(falcoCondition, "falcoCondition")));
    }

    /**
     * The same from a moment on. Earlier events are still applied to the state.
     *
     * @throws GvtraceException INVALID_REQUEST if it is not a moment
     */
    public TableQuery from(String moment) {
        return with(request.between(moment(moment), request.to()));
    }

    /** The same from a moment on. */
    public TableQuery from(Instant moment) {
        return from(moment.toString());
    }

    /**
     * The same up to and including a moment.
     *
     * @throws GvtraceException INVALID_REQUEST if it is not a moment
     */
    public TableQuery to(String moment) {
        return with(request.between(request.from(), moment(moment)));
    }

    /** The same up to a moment. */
    public TableQuery to(Instant moment) {
        return to(moment.toString());
    }

    /**
     * The same for the state at a moment, in tables of states; by default the state at the end. Excludes from and to.
     *
     * @throws GvtraceException INVALID_REQUEST if it is not a moment
     */
    public TableQuery at(String moment) {
        return with(request.at(moment(moment)));
    }

    /** The state at a moment. */
    public TableQuery at(Instant moment) {
        return at(moment.toString());
    }

    /**
     * The same with at most this many rows, of each trace when several are asked.
     *
     * @throws GvtraceException INVALID_REQUEST if it is negative
     */
    public TableQuery limit(long rows) {
        if (rows < 0) {
            throw new GvtraceException(Kind.INVALID_REQUEST, "invalid limit " + rows + ": expected 0 or more", null);
        }
        return with(request.limit(rows));
    }

    /** The same with names as the Sentry resolved them, where it reported that. */
    public TableQuery resolvedNames() {
        return new TableQuery(request, true, threads);
    }

    /**
     * The same with at most this many traces read at a time; by default as many as there are processors, and never more
     * than memory allows. It affects neither the rows nor their order.
     *
     * @throws GvtraceException INVALID_REQUEST if it is less than 1
     */
    public TableQuery threads(int most) {
        return new TableQuery(request, resolvedNames, validThreads(most));
    }

    static int validThreads(int most) {
        if (most < 1) {
            throw new GvtraceException(
                    Kind.INVALID_REQUEST, "invalid number of threads " + most + ": expected 1 or more", null);
        }
        return most;
    }

    static Moment moment(String text) {
        return Problems.translated(() -> Moment.parse(text));
    }

    ScanRequest request() {
        return request;
    }

    boolean wantsResolvedNames() {
        return resolvedNames;
    }

    int threads() {
        return orAllProcessors(threads);
    }

    static int orAllProcessors(int asked) {
        return asked == ALL_PROCESSORS ? Runtime.getRuntime().availableProcessors() : asked;
    }
}
