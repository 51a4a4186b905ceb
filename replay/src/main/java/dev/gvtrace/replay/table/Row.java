// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row that is kept: cells of its own, independent of the cursor they come from. Immutable, thread-safe. */
public final class Row implements Cells {
    private final TableSchema schema;
    /** Long for all types that fit one, Double, Text, byte[] or List of Text, by the column's type. */
    private final @Nullable Object[] cells;

    private Row(TableSchema schema, @Nullable Object[] cells) {
        this.schema = schema;
        this.cells = cells;
    }

    /** A copy of the cells. */
    public static Row copyOf(Cells from) {
        if (from instanceof Row row) {
            return row;
        }
        List<Column> columns = from.schema().columns();
        @Nullable Object[] cells = new Object[columns.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = from.isNull(i) ? null : copy(from, i, columns.get(i).type());
        }
        return new Row(from.schema(), cells);
    }

    private static @Nullable Object copy(Cells from, int i, ColumnType type) {
        return switch (type) {
            case BOOL -> (Long) (from.booleanAt(i) ? 1L : 0L);
            case INT64, UINT64, TIME, DURATION -> (Long) from.longAt(i);
            case DOUBLE -> (Double) from.doubleAt(i);
            case TEXT, BYTES -> from.textAt(i);
            case ADDRESS -> {
                byte[] address = from.addressAt(i);
                yield address == null ? null : address.clone();
            }
            case TEXT_LIST -> {
                List<Text> list = from.textsAt(i);
                yield list == null ? null : List.copyOf(list);
            }
        };
    }

    /** The same row without the column at an index. */
    public Row without(int column) {
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.remove(column);
        @Nullable Object[] left = new Object[columns.size()];
        System.arraycopy(cells, 0, left, 0, column);
        System.arraycopy(cells, column + 1, left, column, left.length - column);
        return new Row(new TableSchema(schema.name(), schema.description(), columns), left);
    }

    /**
     * A row of the given values.
     *
     * @param schema the columns
     * @param values for each column, by its type, a Boolean, Integer or Long, Double, Text, byte[] or Collection of
     *     Text; a
     *     String (Unicode) stands for the Text of its UTF-8 form; null for no value
     * @throws IllegalArgumentException if a value does not fit its column
     */
    public static Row of(TableSchema schema, List<? extends @Nullable Object> values) {
        List<Column> columns = schema.columns();
        if (values.size() != columns.size()) {
            throw new IllegalArgumentException(
                    values.size() + " values for the " + columns.size() + " columns of '" + schema.name() + "'");
        }
        @Nullable Object[] cells = new Object[columns.size()];
        for (int i = 0; i < cells.length; i++) {
            Object value = values.get(i);
            cells[i] = value == null ? null : stored(columns.get(i), value);
        }
        return new Row(schema, cells);
    }

    private static Object stored(Column column, Object value) {
        Object stored = switch (column.type()) {
            case BOOL -> value instanceof Boolean bool ? (Long) (bool ? 1L : 0L) : null;
            case INT64, UINT64, TIME, DURATION ->
                value instanceof Long || value instanceof Integer ? (Long) ((Number) value).longValue() : null;
            case DOUBLE -> value instanceof Double ? value : null;
            case TEXT, BYTES -> text(value);
            case ADDRESS -> value instanceof byte[] bytes ? bytes.clone() : null;
            case TEXT_LIST -> value instanceof Collection<?> all ? texts(all) : null;
        };
        if (stored == null) {
            throw new IllegalArgumentException("column '" + column.name() + "' of type " + column.type()
                    + " cannot hold a " + value.getClass().getSimpleName());
        }
        return stored;
    }

    private static @Nullable Text text(Object value) {
        return value instanceof Text text ? text : value instanceof String unicode ? Text.ofUtf8(unicode) : null;
    }

    private static @Nullable List<Text> texts(Collection<?> values) {
        List<Text> texts = new ArrayList<>();
        for (Object value : values) {
            Text text = value == null ? null : text(value);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean isNull(int column) {
        return cells[column] == null;
    }

    @Override
    public boolean booleanAt(int column) {
        expect(column, ColumnType.BOOL);
        return cells[column] instanceof Long value && value != 0;
    }

    @Override
    public long longAt(int column) {
        ColumnType type = schema.columns().get(column).type();
        if (type == ColumnType.BOOL || type.storage() != ColumnType.Storage.LONG) {
            throw mismatch(column);
        }
        return cells[column] instanceof Long value ? value : 0;
    }

    @Override
    public double doubleAt(int column) {
        expect(column, ColumnType.DOUBLE);
        return cells[column] instanceof Double value ? value : Double.NaN;
    }

    @Override
    public @Nullable Text textAt(int column) {
        ColumnType type = schema.columns().get(column).type();
        if (type != ColumnType.TEXT && type != ColumnType.BYTES) {
            throw mismatch(column);
        }
        return (Text) cells[column];
    }

    @Override
    public byte @Nullable [] addressAt(int column) {
        expect(column, ColumnType.ADDRESS);
        byte[] address = (byte[]) cells[column];
        return address == null ? null : address.clone();
    }

    @Override
    @SuppressWarnings("unchecked") // a TEXT_LIST holds nothing else
    public @Nullable List<Text> textsAt(int column) {
        expect(column, ColumnType.TEXT_LIST);
        return (List<Text>) cells[column];
    }

    private void expect(int column, ColumnType type) {
        if (schema.columns().get(column).type() != type) {
            throw mismatch(column);
        }
    }

    private IllegalArgumentException mismatch(int column) {
        Column of = schema.columns().get(column);
        return new IllegalArgumentException("column '" + of.name() + "' is of type " + of.type());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && schema.equals(row.schema) && Arrays.deepEquals(cells, row.cells);
    }

    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + Arrays.deepHashCode(cells);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(schema.name());
        for (int i = 0; i < cells.length; i++) {
            text.append(i == 0 ? " {" : ", ")
                    .append(schema.columns().get(i).name())
                    .append('=');
            Text shown = CellText.of(this, i);
            text.append(shown == null ? "-" : shown.display());
        }
        return text.append('}').toString();
    }
}
