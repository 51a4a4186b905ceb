// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code sort X[:desc],Y} and {@code top [N] [by X]}: rows in the order of columns. Rows without a value come last,
 * even in descending order.
 *
 * @param keys the first one takes precedence; empty for the last numeric column, descending
 * @param limit the maximum number of rows
 */
record Sort(List<Key> keys, long limit) implements Stage {
    /** The memory limit for the rows, in bytes. */
    static final long MEMORY = 64L << 20;

    /**
     * A column to sort by.
     *
     * @param column its name
     * @param descending true for descending order
     */
    record Key(String column, boolean descending) {}

    @Override
    public List<String> reads(TableSchema table) {
        return keys.stream().map(Key::column).toList();
    }

    @Override
    public boolean keepsColumns() {
        return true;
    }

    /** The same sort with at most that many rows. */
    Sort limitedTo(long most) {
        return new Sort(keys, Math.min(limit, most));
    }

    @Override
    public Step over(TableSchema rows) throws RequestException {
        List<Comparator<Cells>> orders = new ArrayList<>();
        for (Key key : keys.isEmpty() ? List.of(lastNumber(rows)) : keys) {
            int index = Columns.index(rows, key.column());
            orders.add(order(rows.columns().get(index), index, key.descending()));
        }
        return new Sorting(rows, CellValue.inTurn(orders), limit);
    }

    private static Key lastNumber(TableSchema rows) throws RequestException {
        return rows.columns().stream()
                .filter(column -> column.type().isNumber())
                .reduce((first, second) -> second)
                .map(column -> new Key(column.name(), true))
                .orElseThrow(() -> new RequestException(
                        "top: the rows have no number: expected top N by one of " + String.join(", ", rows.names())));
    }

    private static Comparator<Cells> order(Column column, int index, boolean descending) {
        Comparator<@Nullable Object> ascending = CellValue.order(column.type());
        return (a, b) -> {
            Object left = CellValue.of(a, index);
            Object right = CellValue.of(b, index);
            boolean turned = descending && left != null && right != null;
            return turned ? ascending.compare(right, left) : ascending.compare(left, right);
        };
    }

    private record Sorting(TableSchema schema, Comparator<Cells> order, long limit) implements Step {
        @Override
        public Cursor rows(Cursor rows, Consumer<String> notes) {
            return new RowsCursor(schema, rows, () -> {
                BestRows best = new BestRows(order, limit, MEMORY);
                while (rows.next()) {
                    best.add(rows);
                }
                if (best.leftOut() > 0) {
                    notes.accept("sort: the memory holds only the first rows of the order; " + best.leftOut()
                            + " rows behind them are left out: limit them, or choose fewer columns");
                }
                return best.take().iterator();
            });
        }
    }
}
