// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import dev.gvtrace.replay.table.Column;
import java.util.List;

/**
 * The columns that may be named at a place.
 *
 * @param table the table that the rows come from
 * @param columns the columns of the rows; empty if they are not known
 * @param fields whether all fields of events may be named as well
 */
public record RowShape(String table, List<Column> columns, boolean fields) {
    /** Copies the list. */
    public RowShape {
        columns = List.copyOf(columns);
    }

    /** Rows of which nothing is known: any column may be named. */
    public static final RowShape UNKNOWN = new RowShape("", List.of(), false);
}
