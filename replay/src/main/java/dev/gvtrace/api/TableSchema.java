// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import java.util.List;

/**
 * What a table is called and what its rows hold. Immutable.
 *
 * @param name as it is asked for, such as {@code processes}
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
     * @throws GvtraceException INVALID_REQUEST if there is none of that name
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
