// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan of a statement, a row for each of its lines. */
final class PlanRows extends DerivedCursor {
    private static final TableSchema PLAN = TableSchema.listing(Column.text("plan"));

    private final Iterator<String> lines;
    private @Nullable Row row;

    private PlanRows(List<String> lines) {
        super(PLAN);
        this.lines = lines.iterator();
    }

    /** Reads the result of EXPLAIN. */
    static PlanRows of(ResultSet result) throws SQLException {
        List<String> lines = new ArrayList<>();
        while (result.next()) {
            lines.addAll(String.valueOf(result.getString(2)).lines().toList());
        }
        return new PlanRows(lines);
    }

    @Override
    public boolean next() {
        row = lines.hasNext() ? Row.of(PLAN, List.of(lines.next())) : null;
        return row != null;
    }

    @Override
    protected Cells origin() {
        Row current = row;
        if (current == null) {
            throw new IllegalStateException("no current row");
        }
        return current;
    }

    @Override
    public void close() {
        row = null;
    }
}
