// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.TableSchema;
import java.util.List;

/**
 * {@code distinct A,B}: each combination of values once, in ascending order.
 *
 * @param columns their names
 */
record Distinct(List<String> columns) implements Stage {
    @Override
    public List<String> reads(TableSchema table) {
        return columns;
    }

    @Override
    public boolean keepsColumns() {
        return false;
    }

    @Override
    public Step over(TableSchema rows) throws RequestException {
        int[] indexes = Columns.indexes(rows, columns);
        List<Column> shown = Columns.at(rows, indexes);
        return new Grouping(
                Columns.schema(rows, shown),
                cells -> RowKey.of(cells, indexes),
                Measure.NONE,
                false,
                Grouping.byKey(shown));
    }
}
