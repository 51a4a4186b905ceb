// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.RowCondition;
import dev.gvtrace.replay.table.TableSchema;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * {@code where CONDITION}: the rows that match a condition.
 *
 * @param condition the condition, as Unicode text
 */
record Where(String condition) implements Stage {
    @Override
    public List<String> reads(TableSchema table) throws RequestException {
        return List.copyOf(RowCondition.names(condition));
    }

    @Override
    public boolean keepsColumns() {
        return true;
    }

    @Override
    public Step over(TableSchema rows) throws RequestException {
        return new Choosing(rows, RowCondition.over(rows, condition));
    }

    private record Choosing(TableSchema schema, RowCondition<Cells> condition) implements Step {
        @Override
        public Cursor rows(Cursor rows, Consumer<String> notes) {
            return new Rows(rows, condition.start());
        }
    }

    private static final class Rows extends PassedRows {
        private final Predicate<Cells> condition;

        Rows(Cursor rows, Predicate<Cells> condition) {
            super(rows.schema(), rows);
            this.condition = condition;
        }

        @Override
        public boolean next() {
            while (super.next()) {
                if (condition.test(origin())) {
                    return true;
                }
            }
            return false;
        }
    }
}
