// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.ScannedRows;

/** The rows of a question with one request. */
final class ScannedCursor extends DerivedCursor {
    private final ScannedRows rows;

    ScannedCursor(ScannedRows rows) {
        super(rows.schemas().get(0));
        if (rows.schemas().size() != 1) {
            throw new IllegalArgumentException("rows of " + rows.schemas().size() + " requests");
        }
        this.rows = rows;
    }

    @Override
    public boolean next() {
        return rows.next();
    }

    @Override
    protected Cells origin() {
        return rows.cells();
    }

    @Override
    public void close() {
        rows.close();
    }
}
