// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Rows that are arranged when they are first needed, some at a time. */
public abstract class ArrangedCursor extends DerivedCursor {
    private final ScannedRows rows;
    private final Deque<Row> arranged = new ArrayDeque<>();
    private @Nullable Row current;

    /** A cursor over arranged rows with these columns; the given rows are closed with it. */
    protected ArrangedCursor(TableSchema schema, ScannedRows rows) {
        super(schema);
        this.rows = rows;
    }

    /** The next rows; none after the last. */
    protected abstract Collection<Row> arrange();

    @Override
    public final boolean next() {
        if (arranged.isEmpty()) {
            arranged.addAll(arrange());
        }
        current = arranged.poll();
        return current != null;
    }

    @Override
    protected final Cells origin() {
        Row row = current;
        if (row == null) {
            throw new IllegalStateException("no current row");
        }
        return row;
    }

    @Override
    public final void close() {
        rows.close();
    }
}
