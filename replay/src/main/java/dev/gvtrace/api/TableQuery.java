// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a table: columns, condition, span or moment, and how many rows at most. All of it is pushed down: a
 * column that isn't asked for isn't computed, and reading ends with the last row wanted. Immutable.
 *
 * <p>Moments are written as on the command line: {@code 2026-11-21T23:52:22.133442876Z}, {@code +2s} from the first
 * message's time on, {@code -15m} back from the last one's, {@code evt:120} for the moment after that event, {@code
 * end}.
 *
 * <p>More than six parameters: one for each part of a query, each set by itself.
 */
public final class TableQuery {
    private final String table;
    private final List<String> columns;
    private final @Nullable String condition;
    private final @Nullable String from;
    private final @Nullable String to;
    private final @Nullable String at;
    private final long limit;

    private TableQuery(
            String table,
            List<String> columns,
            @Nullable String condition,
            @Nullable String from,
            @Nullable String to,
            @Nullable String at,
            long limit) {
        this.table = table;
        this.columns = columns;
        this.condition = condition;
        this.from = from;
        this.to = to;
        this.at = at;
        this.limit = limit;
    }

    /** All rows of a table, with all columns of its schema. {@link Trace#tables} names the tables. */
    public static TableQuery of(String table) {
        return new TableQuery(
                Objects.requireNonNull(table, "table"), List.of(), null, null, null, null, Long.MAX_VALUE);
    }

    /** The same with these columns only, in this order. In {@code events} each field is a column. */
    public TableQuery columns(String... names) {
        return new TableQuery(table, List.of(names), condition, from, to, at, limit);
    }

    /** The same for the rows that fulfil a condition, in Falco's language over the columns. */
    public TableQuery where(String falcoCondition) {
        return new TableQuery(table, columns, Objects.requireNonNull(falcoCondition), from, to, at, limit);
    }

    /** The same from a moment on. What was before still counts for the state. */
    public TableQuery from(String moment) {
        return new TableQuery(table, columns, condition, Objects.requireNonNull(moment), to, at, limit);
    }

    /** The same from a moment on. */
    public TableQuery from(Instant moment) {
        return from(moment.toString());
    }

    /** The same up to a moment, what happens at it included. */
    public TableQuery to(String moment) {
        return new TableQuery(table, columns, condition, from, Objects.requireNonNull(moment), at, limit);
    }

    /** The same up to a moment. */
    public TableQuery to(Instant moment) {
        return to(moment.toString());
    }

    /** The state at a moment, of tables that show one; without it the state at the end. Excludes from and to. */
    public TableQuery at(String moment) {
        return new TableQuery(table, columns, condition, from, to, Objects.requireNonNull(moment), limit);
    }

    /** The state at a moment. */
    public TableQuery at(Instant moment) {
        return at(moment.toString());
    }

    /**
     * The same with at most so many rows.
     *
     * @throws GvtraceException INVALID_REQUEST if it is negative
     */
    public TableQuery limit(long rows) {
        if (rows < 0) {
            throw new GvtraceException(
                    GvtraceException.Kind.INVALID_REQUEST, "invalid limit " + rows + ": expected 0 or more", null);
        }
        return new TableQuery(table, columns, condition, from, to, at, rows);
    }

    String table() {
        return table;
    }

    List<String> columns() {
        return columns;
    }

    @Nullable
    String condition() {
        return condition;
    }

    @Nullable
    String from() {
        return from;
    }

    @Nullable
    String to() {
        return to;
    }

    @Nullable
    String at() {
        return at;
    }

    long limit() {
        return limit;
    }
}
