// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.text.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor whose cells are those of other rows: the same ones in another order, or some of their columns. */
public abstract class DerivedCursor implements Cursor {
    private final TableSchema schema;

    /** Rows with these columns. */
    protected DerivedCursor(TableSchema schema) {
        this.schema = schema;
    }

    /**
     * The row that the current one comes from.
     *
     * @throws IllegalStateException if there is no current row
     */
    protected abstract Cells origin();

    /** Which column of the origin a column shows: the one of the same index. */
    protected int originColumn(int column) {
        return column;
    }

    @Override
    public final TableSchema schema() {
        return schema;
    }

    @Override
    public boolean isNull(int column) {
        return origin().isNull(originColumn(column));
    }

    @Override
    public boolean booleanAt(int column) {
        return origin().booleanAt(originColumn(column));
    }

    @Override
    public long longAt(int column) {
        return origin().longAt(originColumn(column));
    }

    @Override
    public double doubleAt(int column) {
        return origin().doubleAt(originColumn(column));
    }

    @Override
    public @Nullable Text textAt(int column) {
        return origin().textAt(originColumn(column));
    }

    @Override
    public byte @Nullable [] addressAt(int column) {
        return origin().addressAt(originColumn(column));
    }

    @Override
    public @Nullable List<Text> textsAt(int column) {
        return origin().textsAt(originColumn(column));
    }
}
