// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the rows of a scan of one trace in batches, which are passed on when full. Not thread-safe. */
public final class RowOutput {
    /** The column in front when several traces are read: the trace's number, from 1. */
    private static final Column TRACE = new Column(
            "trace", ColumnType.INT64, "The number of the trace, from 1, in the order in which they were named.");

    private final TableSchema schema;
    private final long trace;
    private final Consumer<RowBatch> full;
    private final List<String> notes = new ArrayList<>();
    private @Nullable RowBatch batch;
    private boolean done;

    /**
     * An output.
     *
     * @param schema the columns of the scan
     * @param trace the number of the trace, which each row gets in front; 0 for no such column
     * @param full takes batches that have at least one row
     */
    public RowOutput(TableSchema schema, long trace, Consumer<RowBatch> full) {
        this.schema = trace == 0 ? schema : withTrace(schema);
        this.trace = trace;
        this.full = full;
    }

    /** A schema with the number of the trace in front. */
    public static TableSchema withTrace(TableSchema schema) {
        List<Column> columns = new ArrayList<>();
        columns.add(TRACE);
        columns.addAll(schema.columns());
        return new TableSchema(schema.name(), schema.description(), columns);
    }

    /** The batch in which the next row is being written. */
    RowBatch batch() {
        RowBatch current = batch;
        if (current == null) {
            current = new RowBatch(schema);
            batch = current;
        }
        return current;
    }

    /** The number of columns before those of the scan. */
    int offset() {
        return trace == 0 ? 0 : 1;
    }

    void endRow(RowBatch current) {
        if (trace != 0) {
            current.set(0, trace);
        }
        if (current.endRow()) {
            flush();
        }
    }

    /** A note about the answer; a sentence in byte text. */
    public void note(String sentence) {
        notes.add(trace == 0 ? sentence : "trace " + trace + ": " + sentence);
    }

    /** What was noted. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Ends the scan of the trace. */
    public void finish() {
        done = true;
    }

    /** True if the scan of the trace has ended. */
    public boolean isDone() {
        return done;
    }

    /** Passes on the rest. */
    public void flush() {
        RowBatch left = batch;
        batch = null;
        if (left != null && left.size() > 0) {
            full.accept(left);
        }
    }
}
