// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The chosen ones of the rows of processes, in their own order. The first request is to the table {@code processes},
 * the second that of the choice.
 *
 * @param choice names at least one process
 */
public record ChosenArrangement(ProcessChoice choice) implements Arrangement {
    @Override
    public TableSchema schema(List<TableSchema> scanned) {
        return scanned.get(0);
    }

    @Override
    public List<ScanRequest> naming(List<ScanRequest> requests) {
        return requests.subList(0, 1);
    }

    @Override
    public Cursor over(ScannedRows rows, Consumer<String> notes) {
        TraceRows traces = new TraceRows(rows);
        return new ArrangedCursor(rows.schemas().get(0), rows) {
            @Override
            protected Collection<Row> arrange() {
                List<Row> found = List.of();
                List<List<Row>> trace = traces.next();
                while (trace != null && found.isEmpty()) {
                    Set<Row> chosen = choice.all(trace.get(0), trace.get(1), notes);
                    found = trace.get(0).stream().filter(chosen::contains).toList();
                    trace = found.isEmpty() ? traces.next() : null;
                }
                return found;
            }
        };
    }
}
