// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one trace after another. All rows of a trace are in memory at once. */
public final class TraceRows {
    private final ScannedRows rows;
    private final boolean numbered;
    private @Nullable Row ahead;
    private int aheadRequest;
    private boolean begun;

    /** Takes these rows, of which none was taken. */
    public TraceRows(ScannedRows rows) {
        this.rows = rows;
        numbered = isNumbered(rows.schemas());
    }

    /** True if the first column of rows with these columns is the number of their trace. */
    public static boolean isNumbered(List<TableSchema> scanned) {
        return scanned.get(0).indexOf("trace") == 0;
    }

    /** The rows of the next trace that has some, by request; null after the last. */
    public @Nullable List<List<Row>> next() {
        if (!begun) {
            begun = true;
            read();
        }
        Row first = ahead;
        if (first == null) {
            return null;
        }
        List<List<Row>> all = new ArrayList<>();
        rows.schemas().forEach(schema -> all.add(new ArrayList<>()));
        while (ahead != null && (!numbered || ahead.longAt(0) == first.longAt(0))) {
            all.get(aheadRequest).add(ahead);
            read();
        }
        return all;
    }

    private void read() {
        boolean more = rows.next();
        ahead = more ? Row.copyOf(rows.cells()) : null;
        aheadRequest = more ? rows.request() : 0;
    }
}
