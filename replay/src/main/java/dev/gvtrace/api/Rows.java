// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.replay.pipeline.ScanCursor;
import dev.gvtrace.text.Text;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link TableQuery}, row by row, once. The cells are those of the current row, readable until the next
 * call of {@link #next}; {@link #copy} keeps them. Of several traces the rows come trace by trace. Threads of its own
 * read the traces and wait when they are some batches of rows ahead, so memory is bounded however many rows there are.
 *
 * <p>For one thread at a time; {@link #close} may be called by any. Has to be closed, even if it was not read to its
 * end.
 */
public final class Rows implements Row, Reading {
    private final List<Trace> traces;
    private final ScanCursor cursor;
    private final TableSchema schema;
    private final CellsRow current;
    private final Consumer<Reading> onClose;
    private volatile boolean closed;

    Rows(List<Trace> traces, ScanCursor cursor, Consumer<Reading> onClose) {
        this.traces = List.copyOf(traces);
        this.cursor = cursor;
        this.schema = Schemas.of(cursor.schema());
        this.current = new CellsRow(schema, cursor);
        this.onClose = onClose;
    }

    /**
     * Moves to the next row; false after the last. Before the first call there is no current row.
     *
     * @throws GvtraceException if the rows are closed; or once for each trace whose reading failed, after the rows
     *     that were found before: the next call continues with the trace after it
     */
    public boolean next() {
        boolean more = false;
        try {
            more = !closed && cursor.next();
        } catch (RuntimeException | Error e) {
            throw Problems.of(e);
        }
        if (closed) {
            throw new GvtraceException(Kind.CLOSED, "the rows are closed", null);
        }
        return more;
    }

    /** A copy of the current row: immutable, for any number of threads, and usable after these rows are closed. */
    public Row copy() {
        return Problems.translated(() -> new CellsRow(schema, cursor.row()));
    }

    /** What came of the traces whose rows were all taken, in order; of all when {@link #next} returned false. */
    public List<TraceOutcome> outcomes() {
        return TraceOutcome.of(cursor.outcomes(), traces);
    }

    /**
     * What of the traces could not be read, so that rows may be missing. Complete when {@link #next} returned false.
     */
    public List<TraceInfo.Damage> damage() {
        return TraceOutcome.damage(outcomes());
    }

    /**
     * Facts about the answer beside its rows, in sentences for people; their names are not escaped. Complete when
     * {@link #next} returned false.
     */
    public List<Text> notes() {
        return cursor.notes().stream().map(Text::ofUtf8).toList();
    }

    /** Stops the reading and returns when its threads have ended. Does nothing the second time. */
    @Override
    public void close() {
        closed = true;
        cursor.close();
        onClose.accept(this);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean isNull(int column) {
        return current.isNull(column);
    }

    @Override
    public boolean booleanAt(int column) {
        return current.booleanAt(column);
    }

    @Override
    public long longAt(int column) {
        return current.longAt(column);
    }

    @Override
    public double doubleAt(int column) {
        return current.doubleAt(column);
    }

    @Override
    public @Nullable Text textAt(int column) {
        return current.textAt(column);
    }

    @Override
    public @Nullable InetAddress addressAt(int column) {
        return current.addressAt(column);
    }

    @Override
    public @Nullable List<Text> textsAt(int column) {
        return current.textsAt(column);
    }

    @Override
    public @Nullable Text shown(int column) {
        return current.shown(column);
    }
}
