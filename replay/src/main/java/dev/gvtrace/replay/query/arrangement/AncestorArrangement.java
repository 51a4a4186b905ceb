// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A process and its ancestors, nearest first, trace by trace. The first request is to the table of processes, the
 * second that of the choice.
 *
 * @param process its name; an id that several processes of a trace had means the last one
 */
public record AncestorArrangement(ProcessChoice process) implements Arrangement {
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
                for (List<List<Row>> trace = traces.next(); trace != null; trace = traces.next()) {
                    Set<Row> chosen = process.last(trace.get(0), trace.get(1), notes);
                    if (!chosen.isEmpty()) {
                        return chain(chosen.iterator().next(), new Parents(trace.get(0)));
                    }
                }
                return List.of();
            }
        };
    }

    private static List<Row> chain(Row process, Parents parents) {
        List<Row> chain = new ArrayList<>();
        Set<Row> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Row row = process; row != null && seen.add(row); row = parents.of(row)) {
            chain.add(row);
        }
        return chain;
    }
}
