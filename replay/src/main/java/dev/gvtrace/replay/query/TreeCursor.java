// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the table {@code processes} as a tree, trace by trace. The depth replaces {@code orphan}, the last column.
 * All processes of a trace are in memory at once.
 */
final class TreeCursor extends DerivedCursor {
    /** The column that has to follow the shown ones. */
    static final String ORPHAN = "orphan";

    private final Cursor rows;
    private final TraceRows traces;
    private final Set<Long> tops;
    private final int pid;
    private final int ppid;
    private final int depth;
    private final Deque<Node> arranged = new ArrayDeque<>();
    private @Nullable Node current;

    private record Node(Row row, int depth) {}

    TreeCursor(Cursor rows, Set<Long> tops) {
        super(withDepth(rows.schema()));
        this.rows = rows;
        traces = new TraceRows(rows);
        this.tops = tops;
        TableSchema from = rows.schema();
        pid = from.indexOf("pid");
        ppid = from.indexOf("ppid");
        depth = from.indexOf(ORPHAN);
    }

    private static TableSchema withDepth(TableSchema from) {
        List<Column> columns = new ArrayList<>(from.columns());
        int last = columns.size() - 1;
        if (from.indexOf("pid") < 0 || from.indexOf("ppid") < 0 || from.indexOf(ORPHAN) != last) {
            throw new IllegalArgumentException("rows of processes with pid, ppid and, as the last column, orphan");
        }
        columns.set(last, new Column(Question.DEPTH, ColumnType.INT64, "How many of its ancestors stand above it."));
        return new TableSchema(from.name(), from.description(), columns);
    }

    @Override
    public boolean next() {
        if (arranged.isEmpty()) {
            arrange(traces.next());
        }
        current = arranged.poll();
        return current != null;
    }

    private void arrange(List<Row> first) {
        List<Row> all = first;
        while (!all.isEmpty() && arranged.isEmpty()) {
            List<@Nullable Integer> parents = parents(all);
            ProcessTree<Integer> tree =
                    new ProcessTree<>(IntStream.range(0, all.size()).boxed().toList(), parents::get);
            List<Row> rows = all;
            ProcessTree.Visitor<Integer> taker = (row, level) -> arranged.add(new Node(rows.get(row), level));
            if (tops.isEmpty()) {
                tree.all(taker);
            } else {
                tree.only(row -> tops.contains(rows.get(row).longAt(pid)), taker);
            }
            // if no requested process is in this trace, one may be in the next
            all = arranged.isEmpty() ? traces.next() : List.of();
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
            throw new IllegalArgumentException("column '" + Question.DEPTH + "' is of type " + ColumnType.INT64);
        }
        return super.booleanAt(column);
    }

    @Override
    public void close() {
        rows.close();
    }
}
