// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Processes as a tree: parents before their children, with the additional column {@link Arrangement#DEPTH} in place of
 * {@link #ORPHAN}. The first request is to the table {@code processes}; if processes are chosen, the second is that of
 * the choice.
 *
 * @param tops the processes whose subtrees are shown; without names all
 */
public record TreeArrangement(ProcessChoice tops) implements Arrangement {
    /** The column that has to follow the shown ones. */
    public static final String ORPHAN = "orphan";

    @Override
    public TableSchema schema(List<TableSchema> scanned) {
        TableSchema from = scanned.get(0);
        List<Column> columns = new ArrayList<>(from.columns());
        int last = columns.size() - 1;
        if (from.indexOf("pid") < 0 || from.indexOf("ppid") < 0 || from.indexOf(ORPHAN) != last) {
            throw new IllegalArgumentException("rows of processes with pid, ppid and, as the last column, orphan");
        }
        columns.set(last, new Column(Arrangement.DEPTH, ColumnType.INT64, "How many of its ancestors stand above it."));
        return new TableSchema(from.name(), from.description(), columns);
    }

    @Override
    public List<ScanRequest> naming(List<ScanRequest> requests) {
        return requests.subList(0, 1);
    }

    @Override
    public Cursor over(ScannedRows rows, Consumer<String> notes) {
        return new TreeCursor(schema(rows.schemas()), rows, tops, notes);
    }

    @Override
    public @Nullable ScanRequest unarranged(ScanRequest request) {
        return tops.isEmpty()
                ? request.withColumns(request.columns().stream()
                        .filter(column -> !column.equals(ORPHAN))
                        .toList())
                : null;
    }

    @Override
    public boolean isTree() {
        return true;
    }
}
