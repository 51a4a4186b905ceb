// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.TableSchema;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code limit N}: the first rows.
 *
 * @param most the maximum number of rows
 */
record Limit(long most) implements Stage {
    @Override
    public List<String> reads(TableSchema table) {
        return List.of();
    }

    @Override
    public boolean keepsColumns() {
        return true;
    }

    @Override
    public Step over(TableSchema rows) {
        return new Limiting(rows, most);
    }

    private record Limiting(TableSchema schema, long most) implements Step {
        @Override
        public Cursor rows(Cursor rows, Consumer<String> notes) {
            return new Rows(rows, most);
        }
    }

    private static final class Rows extends PassedRows {
        private long left;

        Rows(Cursor rows, long most) {
            super(rows.schema(), rows);
            this.left = most;
        }

        @Override
        public boolean next() {
            return left-- > 0 && super.next();
        }
    }
}
