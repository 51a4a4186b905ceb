// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import java.util.List;

/**
 * The name and the columns of a table. Immutable.
 *
 * @param name the name in queries, such as {@code processes}
 * @param description what a row is
 * @param columns in order, no two with the same name
 */
public record TableSchema(String name, String description, List<Column> columns) {
    /** Copies the list. */
    public TableSchema {
        columns = List.copyOf(columns);
    }

    /**
     * The index of a column.
     *
     * @throws GvtraceException INVALID_REQUEST if there is none with this name
     */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new GvtraceException(
                GvtraceException.Kind.INVALID_REQUEST,
                "unknown column '" + column + "' of table '" + name + "': expected one of "
                        + String.join(", ", columns.stream().map(Column::name).toList()),
                null);
    }
}
