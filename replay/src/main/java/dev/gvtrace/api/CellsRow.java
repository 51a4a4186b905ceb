// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.text.Text;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cells of a table as a {@link Row}. */
final class CellsRow implements Row {
    private final TableSchema schema;
    private final Cells cells;

    CellsRow(TableSchema schema, Cells cells) {
        this.schema = schema;
        this.cells = cells;
    }

    private interface Reading<T> {
        @Nullable
        T from(Cells cells);
    }

    private static <T> @Nullable T read(Cells cells, Reading<T> reading) {
        try {
            return reading.from(cells);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
            throw wrong(e);
        }
    }

    private static GvtraceException wrong(RuntimeException e) {
        return new GvtraceException(Kind.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean isNull(int column) {
        try {
            return cells.isNull(column);
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            throw wrong(e);
        }
    }

    @Override
    public boolean booleanAt(int column) {
        try {
            return cells.booleanAt(column);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
            throw wrong(e);
        }
    }

    @Override
    public long longAt(int column) {
        try {
            return cells.longAt(column);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
            throw wrong(e);
        }
    }

    @Override
    public double doubleAt(int column) {
        try {
            return cells.doubleAt(column);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
            throw wrong(e);
        }
    }

    @Override
    public @Nullable Text textAt(int column) {
        return CellsRow.<Text>read(cells, from -> from.textAt(column));
    }

    @Override
    public @Nullable InetAddress addressAt(int column) {
        byte[] address = CellsRow.<byte[]>read(cells, from -> from.addressAt(column));
        return address == null ? null : Problems.translated(() -> InetAddress.getByAddress(address));
    }

    @Override
    public @Nullable List<Text> textsAt(int column) {
        return CellsRow.<List<Text>>read(cells, from -> from.textsAt(column));
    }

    @Override
    public @Nullable Text shown(int column) {
        return CellsRow.<Text>read(cells, from -> CellText.of(from, column));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(schema.name()).append(" {");
        for (int i = 0; i < schema.columns().size(); i++) {
            Text shown = shown(i);
            text.append(i == 0 ? "" : ", ")
                    .append(schema.columns().get(i).name())
                    .append('=')
                    .append(shown == null ? "null" : shown.display());
        }
        return text.append('}').toString();
    }
}
