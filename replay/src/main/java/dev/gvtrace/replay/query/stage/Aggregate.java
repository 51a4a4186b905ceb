// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code count [by A,B]} and {@code sum|min|max|avg X [by A,B]}: one row for each combination of values, or a single
 * row. Rows are in descending order of the result, for {@code min} in ascending order.
 *
 * @param kind what is computed
 * @param column the column to aggregate; null for a count
 * @param by the columns of the groups
 */
record Aggregate(Kind kind, @Nullable String column, List<String> by) implements Stage {
    /** What is computed. */
    enum Kind {
        COUNT,
        SUM,
        MIN,
        MAX,
        AVG
    }

    /** The name of the column with a count. */
    static final Column COUNT = new Column("count", ColumnType.INT64, "How many rows.");

    @Override
    public List<String> reads(TableSchema table) {
        List<String> names = new ArrayList<>(by);
        if (column != null && !names.contains(column)) {
            names.add(column);
        }
        return names;
    }

    @Override
    public boolean keepsColumns() {
        return false;
    }

    @Override
    public Step over(TableSchema rows) throws RequestException {
        int[] keys = Columns.indexes(rows, by);
        List<Column> columns = Columns.at(rows, keys);
        Comparator<Row> order = Grouping.byKey(columns);
        int last = columns.size();
        Measure measure = Measure.COUNT;
        Column measured = COUNT;
        if (column != null) {
            int index = Columns.index(rows, column);
            Column of = rows.columns().get(index);
            measured = measured(of);
            measure = measure(of, index);
        }
        columns.add(measured);
        Comparator<@Nullable Object> values = CellValue.order(measured.type());
        Comparator<Row> byValue = (a, b) -> {
            Object left = CellValue.of(a, last);
            Object right = CellValue.of(b, last);
            boolean turned = kind != Kind.MIN && left != null && right != null;
            return turned ? values.compare(right, left) : values.compare(left, right);
        };
        return new Grouping(
                Columns.schema(rows, columns),
                cells -> RowKey.of(cells, keys),
                measure,
                by.isEmpty(),
                byValue.thenComparing(order));
    }

    private Measure measure(Column of, int index) throws RequestException {
        return switch (kind) {
            case COUNT -> Measure.COUNT;
            case SUM -> Measure.sum(of, index, false);
            case AVG -> Measure.sum(of, index, true);
            case MIN -> Measure.extreme(of, index, false);
            case MAX -> Measure.extreme(of, index, true);
        };
    }

    private Column measured(Column of) {
        return kind == Kind.AVG ? new Column(of.name(), ColumnType.DOUBLE, of.description()) : of;
    }
}
