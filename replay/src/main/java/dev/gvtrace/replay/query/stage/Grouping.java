// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Groups rows and computes a result for each group.
 *
 * @param schema the columns of the key, followed by the column of the result, if any
 * @param key maps a row to its group; null for none
 * @param measure what is computed for a group
 * @param single true if there is exactly one group, even without rows
 * @param order the order of the groups
 */
record Grouping(
        TableSchema schema,
        Function<Cells, @Nullable RowKey> key,
        Measure measure,
        boolean single,
        Comparator<Row> order)
        implements Step {
    /** The memory limit for the groups, in bytes. */
    static final long MEMORY = 64L << 20;

    /** Orders rows by their leading columns, the first one first. */
    static Comparator<Row> byKey(List<Column> columns) {
        List<Comparator<Row>> orders = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int index = i;
            Comparator<@Nullable Object> values = CellValue.order(columns.get(i).type());
            orders.add((a, b) -> values.compare(CellValue.of(a, index), CellValue.of(b, index)));
        }
        return CellValue.inTurn(orders);
    }

    @Override
    public Cursor rows(Cursor rows, Consumer<String> notes) {
        return new RowsCursor(schema, rows, () -> groups(rows, notes));
    }

    private Iterator<Row> groups(Cursor rows, Consumer<String> notes) {
        Map<RowKey, Measure.Tally> groups = new LinkedHashMap<>();
        long weight = 0;
        long leftOut = 0;
        if (single) {
            groups.put(new RowKey(new Object[0]), measure.begin());
        }
        while (rows.next()) {
            RowKey group = key.apply(rows);
            if (group == null) {
                continue;
            }
            Measure.Tally tally = groups.get(group);
            if (tally == null) {
                if (weight + group.weight() > MEMORY) {
                    leftOut++;
                    continue;
                }
                weight += group.weight();
                tally = measure.begin();
                groups.put(group, tally);
            }
            tally.add(rows);
        }
        if (leftOut > 0) {
            notes.accept("the memory holds only the first " + groups.size() + " groups; " + leftOut
                    + " rows of other groups are left out: choose fewer rows or columns");
        }
        List<Row> made = new ArrayList<>(groups.size());
        groups.forEach((group, tally) -> made.add(row(group, tally)));
        made.sort(order);
        return made.iterator();
    }

    private Row row(RowKey group, Measure.Tally tally) {
        List<@Nullable Object> values = new ArrayList<>(group.values());
        if (values.size() < schema.columns().size()) {
            values.add(tally.value());
        }
        return Row.of(schema, values);
    }
}
