// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.pipeline.ScanCursor;
import dev.gvtrace.replay.table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/** A scan from which DuckDB takes rows. Used by one thread at a time; any may {@link #cancel} it. */
final class OpenScan {
    /** A chunk whose texts exceed this gets no further rows. */
    private static final long CHUNK_BYTES = 16L << 20;
    /** What a number, or the head of a text, takes in a vector. */
    private static final int NUMBER_BYTES = 8;

    private final Source source;
    private final ScanCursor rows;
    private final SqlType[] types;
    private final int[] indexes;
    private final @Nullable String note;
    private final Limit limit;
    /** True if the cursor is at a row that was not passed on. */
    private boolean atRow;

    private volatile boolean complete;
    private volatile long bytes;

    /**
     * Where its rows come from.
     *
     * @param whole true if it is of all rows of the table
     */
    record Source(String table, List<Column> columns, boolean whole) {}

    /**
     * What a scan may pass on.
     *
     * @param bytes approximately
     * @param exceeded the message if there is more
     */
    record Limit(long bytes, String exceeded) {
        static final Limit NONE = new Limit(Long.MAX_VALUE, "");
    }

    /**
     * A scan that has begun.
     *
     * @param rows stays open until its reader closes it
     * @param note about the rows; null for none
     */
    OpenScan(Source source, ScanCursor rows, @Nullable String note, Limit limit) {
        this.source = source;
        this.rows = rows;
        this.note = note;
        this.limit = limit;
        types = source.columns().stream()
                .map(column -> SqlType.of(column.type()))
                .toArray(SqlType[]::new);
        indexes = source.columns().stream()
                .mapToInt(column -> rows.schema().indexOf(column.name()))
                .toArray();
    }

    /** True if there is a row, before the first chunk. */
    boolean hasRow() {
        atRow = rows.next();
        return atRow;
    }

    /** Fills a chunk; the number of its rows, 0 after the last. */
    long fill(DuckDBDataChunkWriter out) {
        int capacity = Math.toIntExact(out.capacity());
        DuckDBWritableVector[] vectors = new DuckDBWritableVector[types.length];
        byte[][][] texts = new byte[types.length][][];
        for (int i = 0; i < types.length; i++) {
            vectors[i] = out.vector(i);
            texts[i] = types[i].isText() ? new byte[capacity][] : null;
        }
        int row = 0;
        long size = 0;
        while (row < capacity && size < CHUNK_BYTES) {
            if (!atRow && !rows.next()) {
                complete = true;
                break;
            }
            atRow = false;
            for (int i = 0; i < types.length; i++) {
                size += NUMBER_BYTES;
                if (texts[i] != null) {
                    byte[] text = types[i].utf8(rows, indexes[i]);
                    texts[i][row] = text;
                    size += text == null ? 0 : NUMBER_BYTES + text.length;
                } else if (rows.isNull(indexes[i])) {
                    vectors[i].setNull(row);
                } else {
                    types[i].put(rows, indexes[i], vectors[i], row);
                }
            }
            row++;
        }
        for (int i = 0; row > 0 && i < types.length; i++) {
            if (texts[i] != null) {
                vectors[i].setStringUtf8Batch(0, row == capacity ? texts[i] : Arrays.copyOf(texts[i], row));
            }
        }
        long passed = bytes + size;
        bytes = passed;
        if (passed > limit.bytes()) {
            throw new TooManyRowsException(limit.exceeded());
        }
        return row;
    }

    /** The rows exceed what may be stored. */
    static final class TooManyRowsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyRowsException(String message) {
            super(message);
        }
    }

    /** The approximate number of bytes that were passed on. */
    long bytes() {
        return bytes;
    }

    String table() {
        return source.table();
    }

    /** The names of the columns that were asked for. */
    Set<String> columns() {
        return source.columns().stream().map(Column::name).collect(Collectors.toSet());
    }

    /** True if all rows of the table were passed on. */
    boolean isComplete() {
        return complete && source.whole();
    }

    /** What came of it so far. */
    ScanReport report() {
        List<String> notes = new ArrayList<>(rows.notes());
        if (note != null) {
            notes.add(note);
        }
        return new ScanReport(rows.results(), notes);
    }

    void cancel() {
        rows.cancel();
    }

    void close() {
        rows.close();
    }
}
