// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows that are computed when the first one is requested, because this reads all source rows. */
final class RowsCursor extends DerivedCursor {
    private final Cursor below;
    private final Supplier<Iterator<Row>> maker;
    private @Nullable Iterator<Row> rows;
    private @Nullable Row current;

    /**
     * A cursor over rows with the given columns.
     *
     * @param below the source rows; closed with this cursor
     * @param maker reads the source rows
     */
    RowsCursor(TableSchema schema, Cursor below, Supplier<Iterator<Row>> maker) {
        super(schema);
        this.below = below;
        this.maker = maker;
    }

    @Override
    public boolean next() {
        Iterator<Row> left = rows;
        if (left == null) {
            left = maker.get();
            rows = left;
        }
        current = left.hasNext() ? left.next() : null;
        return current != null;
    }

    @Override
    protected Cells origin() {
        Row row = current;
        if (row == null) {
            throw new IllegalStateException("no current row");
        }
        return row;
    }

    @Override
    public void close() {
        below.close();
    }
}
