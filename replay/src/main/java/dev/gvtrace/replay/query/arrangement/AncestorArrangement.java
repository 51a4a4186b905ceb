// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process and its ancestors, nearest first, trace by trace. The first request is to the table {@code processes}, the
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
    public Cursor over(ScannedRows rows, Consumer<String> notes) {
        TraceRows traces = new TraceRows(rows);
        Chain chain = new Chain(rows.schemas().get(0));
        return new ArrangedCursor(rows.schemas().get(0), rows) {
            @Override
            protected Collection<Row> arrange() {
                for (List<List<Row>> trace = traces.next(); trace != null; trace = traces.next()) {
                    Set<Row> chosen = process.last(trace.get(0), trace.get(1), notes);
                    if (!chosen.isEmpty()) {
                        return chain.of(chosen.iterator().next(), trace.get(0));
                    }
                }
                return List.of();
            }
        };
    }

    /** Finds the ancestors of processes. */
    private static final class Chain {
        private final int pid;
        private final int ppid;
        private final int start;

        Chain(TableSchema processes) {
            pid = processes.indexOf("pid");
            ppid = processes.indexOf("ppid");
            start = processes.indexOf("start");
        }

        List<Row> of(Row process, List<Row> processes) {
            Map<Long, List<Row>> byPid = new HashMap<>();
            processes.forEach(row -> byPid.computeIfAbsent(row.longAt(pid), key -> new ArrayList<>())
                    .add(row));
            List<Row> chain = new ArrayList<>();
            Set<Row> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            Row row = process;
            while (row != null && seen.add(row)) {
                chain.add(row);
                row = row.isNull(ppid) ? null : parent(row, byPid.getOrDefault(row.longAt(ppid), List.of()));
            }
            return chain;
        }

        /** The last process with the parent's id that began before the child. */
        private @Nullable Row parent(Row child, List<Row> candidates) {
            Row last = null;
            for (Row candidate : candidates) {
                boolean before = candidate.isNull(start)
                        || child.isNull(start)
                        || candidate.longAt(start) <= child.longAt(start);
                if (before && candidate != child) {
                    last = candidate;
                }
            }
            return last;
        }
    }
}
