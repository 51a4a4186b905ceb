// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A process and its ancestors from rows of the table {@code processes}, nearest first, trace by trace. An id that
 * several processes of a trace had means the last one. All processes of a trace are in memory at once.
 */
final class AncestorCursor extends DerivedCursor {
    private final Cursor rows;
    private final TraceRows traces;
    private final long wanted;
    private final Consumer<String> notes;
    private final int pid;
    private final int ppid;
    private final int start;
    private final Deque<Row> chain = new ArrayDeque<>();
    private @Nullable Row current;

    AncestorCursor(Cursor rows, long wanted, Consumer<String> notes) {
        super(rows.schema());
        this.rows = rows;
        traces = new TraceRows(rows);
        this.wanted = wanted;
        this.notes = notes;
        pid = rows.schema().indexOf("pid");
        ppid = rows.schema().indexOf("ppid");
        start = rows.schema().indexOf("start");
    }

    @Override
    public boolean next() {
        List<Row> processes = chain.isEmpty() ? traces.next() : List.of();
        while (!processes.isEmpty() && chain.isEmpty()) {
            follow(processes);
            processes = chain.isEmpty() ? traces.next() : List.of();
        }
        current = chain.poll();
        return current != null;
    }

    private void follow(List<Row> processes) {
        Map<Long, List<Row>> byPid = new HashMap<>();
        processes.forEach(row ->
                byPid.computeIfAbsent(row.longAt(pid), key -> new ArrayList<>()).add(row));
        List<Row> candidates = byPid.getOrDefault(wanted, List.of());
        if (candidates.size() > 1) {
            notes.accept("the id " + wanted + " was used " + candidates.size() + " times, by processes that began at "
                    + candidates.stream().map(this::began).collect(Collectors.joining(", "))
                    + ": this is the last one; --at chooses another");
        }
        Set<Row> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Row row = candidates.isEmpty() ? null : candidates.get(candidates.size() - 1);
        while (row != null && seen.add(row)) {
            chain.add(row);
            row = row.isNull(ppid) ? null : parent(row, byPid.getOrDefault(row.longAt(ppid), List.of()));
        }
    }

    private String began(Row row) {
        return row.isNull(start) ? "an unknown time" : String.valueOf(CellText.ascii(row, start));
    }

    /** The last process with the parent's id that began before the child. */
    private @Nullable Row parent(Row child, List<Row> candidates) {
        Row last = null;
        for (Row candidate : candidates) {
            boolean before =
                    candidate.isNull(start) || child.isNull(start) || candidate.longAt(start) <= child.longAt(start);
            if (before && candidate != child) {
                last = candidate;
            }
        }
        return last;
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
        rows.close();
    }
}
