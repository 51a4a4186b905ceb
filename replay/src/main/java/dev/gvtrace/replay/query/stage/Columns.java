// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.NearestName;
import java.util.ArrayList;
import java.util.List;

/** Finds columns by name. */
final class Columns {
    private Columns() {}

    /**
     * The index of a column.
     *
     * @throws RequestException if no column has this name
     */
    static int index(TableSchema rows, String name) throws RequestException {
        int index = rows.indexOf(name);
        if (index < 0) {
            String nearest = NearestName.of(name, rows.names());
            throw new RequestException("unknown column '" + name + "'"
                    + (nearest == null
                            ? ": expected one of " + String.join(", ", rows.names())
                            : "; nearest: " + nearest));
        }
        return index;
    }

    /** The indexes of columns, in the given order. */
    static int[] indexes(TableSchema rows, List<String> names) throws RequestException {
        int[] indexes = new int[names.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = index(rows, names.get(i));
        }
        return indexes;
    }

    /** The columns at the given indexes. */
    static List<Column> at(TableSchema rows, int[] indexes) {
        List<Column> columns = new ArrayList<>();
        for (int index : indexes) {
            columns.add(rows.columns().get(index));
        }
        return columns;
    }

    /** The first column with a time, which is the time or start of its row. */
    static Column time(TableSchema rows) throws RequestException {
        return rows.columns().stream()
                .filter(column -> column.type() == ColumnType.TIME)
                .findFirst()
                .orElseThrow(() -> new RequestException("timeline: the rows have no time: expected one of the columns "
                        + String.join(", ", rows.names()) + " to be a time"));
    }

    /** A schema with these columns and the name of the original rows. */
    static TableSchema schema(TableSchema rows, List<Column> columns) throws RequestException {
        if (columns.stream().map(Column::name).distinct().count() != columns.size()) {
            throw new RequestException("a column is named twice: "
                    + String.join(", ", columns.stream().map(Column::name).toList()));
        }
        return new TableSchema(rows.name(), rows.description(), columns);
    }
}
