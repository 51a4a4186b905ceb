// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.pipeline.ScanCursor;
import dev.gvtrace.replay.table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/** A scan from which DuckDB takes rows. Used by one thread at a time; any may {@link #cancel} it. */
final class OpenScan {
    private final String table;
    private final Set<String> columns;
    private final ScanCursor rows;
    private final SqlType[] types;
    private final int[] indexes;
    private final @Nullable String note;
    private final Limit limit;
    /** True if the cursor is at a row that was not passed on. */
    private boolean atRow;

    private volatile long bytes;

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
     * @param rows is closed by whoever opened it
     * @param atRow true if the cursor is at its first row
     * @param note about the rows; null for none
     */
    OpenScan(String table, List<Column> columns, ScanCursor rows, boolean atRow, @Nullable String note, Limit limit) {
        this.table = table;
        this.columns = columns.stream().map(Column::name).collect(Collectors.toSet());
        this.rows = rows;
        this.atRow = atRow;
        this.note = note;
        this.limit = limit;
        types = columns.stream().map(column -> SqlType.of(column.type())).toArray(SqlType[]::new);
        indexes = columns.stream()
                .mapToInt(column -> rows.schema().indexOf(column.name()))
                .toArray();
    }

    /** Fills a chunk; the number of its rows, 0 after the last. */
    long fill(DuckDBDataChunkWriter out) {
        DuckDBWritableVector[] vectors = new DuckDBWritableVector[types.length];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = out.vector(i);
        }
        long capacity = out.capacity();
        long row = 0;
        long passed = bytes;
        while (row < capacity && (atRow || rows.next())) {
            atRow = false;
            for (int i = 0; i < types.length; i++) {
                int index = indexes[i];
                if (rows.isNull(index)) {
                    vectors[i].setNull(row);
                    passed++;
                } else {
                    passed += types[i].put(rows, index, vectors[i], row);
                }
            }
            row++;
        }
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
        return table;
    }

    /** The names of the columns that were asked for. */
    Set<String> columns() {
        return columns;
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
