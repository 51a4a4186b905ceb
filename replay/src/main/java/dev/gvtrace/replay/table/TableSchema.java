// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.List;

/**
 * What a table is called and what its rows hold.
 *
 * @param name as it is asked for, such as {@code processes}
 * @param description what a row is; a sentence
 * @param columns in the order in which they are shown, no two with the same name
 */
public record TableSchema(String name, String description, List<Column> columns) {
    /** Checks the names. */
    public TableSchema {
        columns = List.copyOf(columns);
        if (columns.stream().map(Column::name).distinct().count() != columns.size()) {
            throw new IllegalArgumentException("table '" + name + "' has two columns of the same name");
        }
    }

    /** The columns of a listing that does not come from a trace. */
    public static TableSchema listing(Column... columns) {
        return new TableSchema("listing", "", List.of(columns));
    }

    /** The index of the column with this name, or -1 if there is none. */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }

    /** The names of the columns, in order. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }
}
