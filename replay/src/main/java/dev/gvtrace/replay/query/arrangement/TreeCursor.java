// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the table {@code processes} as a tree, trace by trace. The depth replaces {@code orphan}, the last column.
 * All processes of a trace are in memory at once.
 */
final class TreeCursor extends DerivedCursor {
    private final ScannedRows rows;
    private final TraceRows traces;
    private final ProcessChoice tops;
    private final Consumer<String> notes;
    private final int pid;
    private final int ppid;
    private final int depth;
    private final Deque<Node> arranged = new ArrayDeque<>();
    private @Nullable Node current;

    private record Node(Row row, int depth) {}

    TreeCursor(TableSchema schema, ScannedRows rows, ProcessChoice tops, Consumer<String> notes) {
        super(schema);
        this.rows = rows;
        traces = new TraceRows(rows);
        this.tops = tops;
        this.notes = notes;
        pid = schema.indexOf("pid");
        ppid = schema.indexOf("ppid");
        depth = schema.indexOf(Arrangement.DEPTH);
    }

    @Override
    public boolean next() {
        // if no chosen process is in this trace, one may be in the next
        List<List<Row>> trace = arranged.isEmpty() ? traces.next() : null;
        while (trace != null) {
            arrange(trace);
            trace = arranged.isEmpty() ? traces.next() : null;
        }
        current = arranged.poll();
        return current != null;
    }

    private void arrange(List<List<Row>> trace) {
        List<Row> all = trace.get(0);
        List<@Nullable Integer> parents = parents(all);
        ProcessTree<Integer> tree =
                new ProcessTree<>(IntStream.range(0, all.size()).boxed().toList(), parents::get);
        ProcessTree.Visitor<Integer> taker = (row, level) -> arranged.add(new Node(all.get(row), level));
        if (tops.isEmpty()) {
            tree.all(taker);
        } else {
            Set<Row> chosen = tops.all(all, trace.get(1), notes);
            tree.only(row -> chosen.contains(all.get(row)), taker);
        }
    }

    /**
     * The index of the parent of each row, or null if it has none. Several processes may have had the same id one after
     * another; rows are in the order in which processes began, so the last one before a child is its parent.
     */
    private List<@Nullable Integer> parents(List<Row> all) {
        Map<Long, Integer> any = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            any.put(all.get(i).longAt(pid), i);
        }
        Map<Long, Integer> before = new HashMap<>();
        List<@Nullable Integer> parents = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Row row = all.get(i);
            long id = row.longAt(ppid);
            Integer earlier = before.get(id);
            parents.add(row.booleanAt(depth) ? null : earlier != null ? earlier : any.get(id));
            before.put(row.longAt(pid), i);
        }
        return parents;
    }

    @Override
    protected Cells origin() {
        return node().row();
    }

    private Node node() {
        Node node = current;
        if (node == null) {
            throw new IllegalStateException("no current row");
        }
        return node;
    }

    @Override
    public boolean isNull(int column) {
        return column != depth && super.isNull(column);
    }

    @Override
    public long longAt(int column) {
        return column == depth ? node().depth() : super.longAt(column);
    }

    @Override
    public boolean booleanAt(int column) {
        if (column == depth) {
            throw new IllegalArgumentException("column '" + Arrangement.DEPTH + "' is of type " + ColumnType.INT64);
        }
        return super.booleanAt(column);
    }

    @Override
    public void close() {
        rows.close();
    }
}
