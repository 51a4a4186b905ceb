// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code timeline [every 1s] [by A]}: the number of rows in each time span, oldest first. The time of a row is its
 * first column with a time; rows without one are not counted. Spans begin at multiples of their length since the epoch;
 * empty spans are omitted.
 *
 * @param every the length of a span in nanoseconds, positive
 * @param by further columns of the groups
 */
record Timeline(long every, List<String> by) implements Stage {
    private static final String TIME = "time";

    @Override
    public List<String> reads(TableSchema table) throws RequestException {
        List<String> names = new ArrayList<>();
        names.add(Columns.time(table).name());
        by.stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names;
    }

    @Override
    public boolean keepsColumns() {
        return false;
    }

    @Override
    public Step over(TableSchema rows) throws RequestException {
        int time = rows.columns().indexOf(Columns.time(rows));
        int[] others = Columns.indexes(rows, by);
        List<Column> columns = new ArrayList<>();
        columns.add(new Column(TIME, ColumnType.TIME, "When the span begins."));
        columns.addAll(Columns.at(rows, others));
        List<Column> keys = List.copyOf(columns);
        columns.add(Aggregate.COUNT);
        return new Grouping(
                Columns.schema(rows, columns),
                cells -> {
                    if (cells.isNull(time)) {
                        return null;
                    }
                    @Nullable Object[] values = new Object[keys.size()];
                    values[0] = Math.floorDiv(cells.longAt(time), every) * every;
                    for (int i = 0; i < others.length; i++) {
                        values[i + 1] = CellValue.of(cells, others[i]);
                    }
                    return new RowKey(values);
                },
                Measure.COUNT,
                false,
                Grouping.byKey(keys));
    }
}
