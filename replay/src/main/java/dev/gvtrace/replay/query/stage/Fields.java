// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.TableSchema;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code fields A,B}: the named columns, in that order.
 *
 * @param columns their names
 */
record Fields(List<String> columns) implements Stage {
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
        return new Choosing(Columns.schema(rows, Columns.at(rows, indexes)), indexes);
    }

    private static final class Choosing implements Step {
        private final TableSchema schema;
        private final int[] indexes;

        Choosing(TableSchema schema, int[] indexes) {
            this.schema = schema;
            this.indexes = indexes;
        }

        @Override
        public TableSchema schema() {
            return schema;
        }

        @Override
        public Cursor rows(Cursor rows, Consumer<String> notes) {
            return new PassedRows(schema, rows) {
                @Override
                protected int originColumn(int column) {
                    return indexes[column];
                }
            };
        }
    }
}
