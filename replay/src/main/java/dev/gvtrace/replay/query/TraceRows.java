// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one trace after another from a cursor, which has them in the order of the traces. */
final class TraceRows {
    private final Cursor rows;
    private final int trace;
    private @Nullable Row ahead;
    private boolean begun;

    TraceRows(Cursor rows) {
        this.rows = rows;
        trace = rows.schema().indexOf("trace");
    }

    /** The rows of the next trace that has some; none after the last. */
    List<Row> next() {
        if (!begun) {
            begun = true;
            read();
        }
        List<Row> all = new ArrayList<>();
        Row first = ahead;
        while (first != null && ahead != null && (trace < 0 || ahead.longAt(trace) == first.longAt(trace))) {
            all.add(ahead);
            read();
        }
        return all;
    }

    private void read() {
        ahead = rows.next() ? rows.row() : null;
    }
}
