// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.TableSchema;

/** The rows below, one after another, except for what a subclass changes. Closed with them. */
class PassedRows extends DerivedCursor {
    private final Cursor rows;

    PassedRows(TableSchema schema, Cursor rows) {
        super(schema);
        this.rows = rows;
    }

    @Override
    public boolean next() {
        return rows.next();
    }

    @Override
    protected final Cells origin() {
        return rows;
    }

    @Override
    public final void close() {
        rows.close();
    }
}
