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
import org.jspecify.annotations.Nullable;

/**
 * Rows of the table {@code processes} as a tree, trace by trace. The column {@code orphan}, the last one, is replaced
 * by the depth. All living processes of a trace are held at once.
 */
final class TreeCursor extends DerivedCursor {
    /** The column that the rows need behind all that are shown. */
    static final String ORPHAN = "orphan";

    private final Cursor rows;
    private final Set<Long> tops;
    private final int trace;
    private final int pid;
    private final int ppid;
    private final int depth;
    private final Deque<Node> arranged = new ArrayDeque<>();
    private @Nullable Row ahead;
    private boolean begun;
    private @Nullable Node current;

    private record Node(Row row, int depth) {}

    TreeCursor(Cursor rows, Set<Long> tops) {
        super(withDepth(rows.schema()));
        this.rows = rows;
        this.tops = tops;
        TableSchema from = rows.schema();
        trace = from.indexOf("trace");
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
            arrange(nextTrace());
        }
        current = arranged.poll();
        return current != null;
    }

    /** The rows of one trace. */
    private List<Row> nextTrace() {
        if (!begun) {
            begun = true;
            ahead = rows.next() ? rows.row() : null;
        }
        List<Row> all = new ArrayList<>();
        Row first = ahead;
        while (first != null && ahead != null && (trace < 0 || ahead.longAt(trace) == first.longAt(trace))) {
            all.add(ahead);
            ahead = rows.next() ? rows.row() : null;
        }
        // without a row that is asked for, the next trace may have one
        return all;
    }

    private void arrange(List<Row> first) {
        List<Row> all = first;
        while (!all.isEmpty() && arranged.isEmpty()) {
            Map<Long, Row> living = new HashMap<>();
            all.forEach(row -> living.put(row.longAt(pid), row));
            ProcessTree<Row> tree =
                    new ProcessTree<>(all, row -> row.booleanAt(depth) ? null : living.get(row.longAt(ppid)));
            ProcessTree.Visitor<Row> taker = (row, level) -> arranged.add(new Node(row, level));
            if (tops.isEmpty()) {
                tree.all(taker);
            } else {
                tree.only(row -> tops.contains(row.longAt(pid)), taker);
            }
            all = arranged.isEmpty() ? nextTrace() : List.of();
        }
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
