// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.TraceRows;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.ScannedRows;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of one trace after another. The requests are those of {@link Asked}, in order, and further ones,
 * whose rows are passed on.
 */
final class FactReader {
    private static final Asked[] ASKED = Asked.values();

    private final ScannedRows rows;
    private final boolean numbered;
    private final Consumer<Cells> further;
    private boolean begun;
    private boolean more;
    private long number;

    FactReader(ScannedRows rows, Consumer<Cells> further) {
        this.rows = rows;
        this.further = further;
        numbered = TraceRows.isNumbered(rows.schemas());
    }

    /** The facts of the next trace that has some; null after the last. */
    @Nullable
    TraceFacts next() {
        if (!begun) {
            begun = true;
            more = rows.next();
        }
        if (!more) {
            return null;
        }
        TraceFacts facts = new TraceFacts();
        long trace = trace(rows.cells());
        number = trace;
        while (more && trace(rows.cells()) == trace) {
            int request = rows.request();
            if (request < ASKED.length) {
                facts.take(ASKED[request], rows.cells());
            } else {
                further.accept(rows.cells());
            }
            more = rows.next();
        }
        return facts;
    }

    /** The number of the trace whose facts were read last, from 1. */
    long number() {
        return number;
    }

    private long trace(Cells row) {
        return numbered ? row.longAt(0) : 1;
    }
}
