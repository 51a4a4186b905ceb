// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a table. All of it is pushed down: a column that is not asked for is not computed, a row that the
 * condition rejects is not made, and reading ends with the last row that was asked for. Immutable.
 *
 * <p>More than six components: one for each part of a request, each set by itself.
 *
 * @param table the table's name
 * @param columns the columns to return, in order; empty for those of the schema
 * @param condition a condition in Falco's language (Unicode text) over the columns of the table, in {@code events} over
 *     all
 *     fields; null for all rows
 * @param from rows of events before it are left out; null for the beginning
 * @param to nothing after it is read; null for the end
 * @param at the moment whose state is asked for, of tables that show one; null for the end. Excludes from and to
 * @param processes ids (root PID namespace) of the processes whose rows are asked for, in tables that are made from the
 *     process table; empty for all
 * @param limit maximum number of rows of each trace
 */
public record ScanRequest(
        String table,
        List<String> columns,
        @Nullable String condition,
        @Nullable Moment from,
        @Nullable Moment to,
        @Nullable Moment at,
        Set<Long> processes,
        long limit) {
    /** Checks and copies. */
    public ScanRequest {
        columns = List.copyOf(columns);
        processes = Set.copyOf(processes);
        if (limit < 0) {
            throw new IllegalArgumentException("a limit of " + limit);
        }
    }

    /** All rows of a table, with the columns of its schema. */
    public static ScanRequest of(String table) {
        return new ScanRequest(table, List.of(), null, null, null, null, Set.of(), Long.MAX_VALUE);
    }

    /** The same for these columns only. */
    public ScanRequest withColumns(List<String> names) {
        return new ScanRequest(table, names, condition, from, to, at, processes, limit);
    }

    /** The same for rows that the condition accepts. */
    public ScanRequest where(@Nullable String text) {
        return new ScanRequest(table, columns, text, from, to, at, processes, limit);
    }

    /** The same between two moments. */
    public ScanRequest between(@Nullable Moment first, @Nullable Moment last) {
        return new ScanRequest(table, columns, condition, first, last, at, processes, limit);
    }

    /** The same at a moment. */
    public ScanRequest at(@Nullable Moment moment) {
        return new ScanRequest(table, columns, condition, from, to, moment, processes, limit);
    }

    /** The same for these processes. */
    public ScanRequest ofProcesses(Set<Long> ids) {
        return new ScanRequest(table, columns, condition, from, to, at, ids, limit);
    }

    /** The same with at most this many rows of each trace. */
    public ScanRequest limit(long most) {
        return new ScanRequest(table, columns, condition, from, to, at, processes, most);
    }
}
