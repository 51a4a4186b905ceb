// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.table.ColumnType.Storage;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive rows stored by column: the form in which rows pass from the thread that reads a trace to the caller's. It
 * is filled by one thread, then read by one, row by row. Texts are byte strings when they are set, and {@link Text}
 * when they are read. Not thread-safe.
 */
public final class RowBatch implements Cells {
    /** Rows in a full batch. */
    static final int CAPACITY = 512;
    /** A batch whose texts take more is full, too: a hostile sandbox can make each of them large. */
    static final int TEXT_LIMIT = 1 << 18;

    /** A number with the mark of its presence, and what a text takes beside its characters. */
    private static final int CELL = 9;

    private static final int TEXT = 40;

    private final TableSchema schema;
    private final ColumnType[] types;
    private final long[][] longs;
    private final double[][] doubles;
    private final @Nullable Object[][] objects;
    /** For the columns that are not objects: which rows have a value. */
    private final boolean[][] present;

    private int size;
    private int textLength;
    private int row = -1;

    RowBatch(TableSchema schema) {
        this.schema = schema;
        this.types = schema.columns().stream().map(Column::type).toArray(ColumnType[]::new);
        int count = types.length;
        longs = new long[count][];
        doubles = new double[count][];
        objects = new Object[count][];
        present = new boolean[count][];
        for (int i = 0; i < count; i++) {
            switch (types[i].storage()) {
                case LONG -> longs[i] = new long[CAPACITY];
                case DOUBLE -> doubles[i] = new double[CAPACITY];
                case OBJECT -> objects[i] = new Object[CAPACITY];
            }
            if (types[i].storage() != Storage.OBJECT) {
                present[i] = new boolean[CAPACITY];
            }
        }
    }

    private RowBatch(RowBatch other) {
        schema = other.schema;
        types = other.types;
        longs = other.longs;
        doubles = other.doubles;
        objects = other.objects;
        present = other.present;
        size = other.size;
        textLength = other.textLength;
    }

    /** The same rows, to be read from the first one; nothing may be added to either. */
    public RowBatch again() {
        return new RowBatch(this);
    }

    /** An upper bound of its size on the heap, as if no text were used elsewhere. */
    public long heldBytes() {
        return (long) CAPACITY * types.length * CELL + (long) size * types.length * TEXT + 2L * textLength;
    }

    void set(int column, long value) {
        longs[column][size] = value;
        present[column][size] = true;
    }

    void set(int column, double value) {
        doubles[column][size] = value;
        present[column][size] = true;
    }

    void set(int column, String byteText) {
        objects[column][size] = byteText;
        textLength += byteText.length();
    }

    /** Copies the address: its owner may use the memory again. */
    void set(int column, byte[] address) {
        objects[column][size] = address.clone();
    }

    void set(int column, List<String> byteTexts) {
        List<String> copy = List.copyOf(byteTexts);
        objects[column][size] = copy;
        for (String each : copy) {
            textLength += each.length();
        }
    }

    /** Ends the row whose cells were set; true if the batch is full with it. */
    boolean endRow() {
        size++;
        return size == CAPACITY || textLength >= TEXT_LIMIT;
    }

    /** How many rows it has. */
    public int size() {
        return size;
    }

    /** Moves to the next row; false after the last. */
    public boolean next() {
        if (row + 1 >= size) {
            return false;
        }
        row++;
        return true;
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean isNull(int column) {
        return types[column].storage() == Storage.OBJECT ? objects[column][row] == null : !present[column][row];
    }

    @Override
    public boolean booleanAt(int column) {
        expect(column, types[column] == ColumnType.BOOL);
        return longs[column][row] != 0;
    }

    @Override
    public long longAt(int column) {
        ColumnType type = types[column];
        expect(column, type.storage() == Storage.LONG && type != ColumnType.BOOL);
        return longs[column][row];
    }

    @Override
    public double doubleAt(int column) {
        expect(column, types[column] == ColumnType.DOUBLE);
        return present[column][row] ? doubles[column][row] : Double.NaN;
    }

    @Override
    public @Nullable Text textAt(int column) {
        ColumnType type = types[column];
        expect(column, type == ColumnType.TEXT || type == ColumnType.BYTES);
        return objects[column][row] instanceof String byteText ? ByteText.toText(byteText) : null;
    }

    @Override
    public byte @Nullable [] addressAt(int column) {
        expect(column, types[column] == ColumnType.ADDRESS);
        return (byte[]) objects[column][row];
    }

    @Override
    @SuppressWarnings("unchecked") // a TEXT_LIST holds nothing else
    public @Nullable List<Text> textsAt(int column) {
        expect(column, types[column] == ColumnType.TEXT_LIST);
        List<String> byteTexts = (List<String>) objects[column][row];
        return byteTexts == null
                ? null
                : byteTexts.stream().map(ByteText::toText).toList();
    }

    private void expect(int column, boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "column '" + schema.columns().get(column).name() + "' is of type " + types[column]);
        }
    }
}
