// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.RowBatch;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.replay.table.TraceInfo;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a reading of traces. {@link #cancel} may be called by any thread, all other methods by one. */
public final class PassRows implements ScannedRows {
    private final ScanPass pass;
    private final List<TableSchema> schemas;
    private @Nullable RowBatch batch;

    /** The rows of a pass of which no batch was taken. */
    public PassRows(ScanPass pass) {
        this.pass = pass;
        schemas = pass.schemas();
    }

    @Override
    public List<TableSchema> schemas() {
        return schemas;
    }

    @Override
    public List<TraceInfo> traces() {
        return pass.sources().stream().map(PassRows::info).toList();
    }

    private static TraceInfo info(TraceSource source) {
        TraceSummary summary = source.summary();
        TraceSpan span = TraceSpan.of(source, () -> false);
        return new TraceInfo(
                span.firstNs(),
                span.lastNs(),
                summary.messages(),
                summary.ending().text(),
                summary.ending() == Ending.SEALED,
                SessionFacts.read(source.opening().session()).points().size());
    }

    @Override
    public boolean next() {
        RowBatch current = batch;
        while (current == null || !current.next()) {
            if (!pass.next()) {
                batch = null;
                return false;
            }
            current = pass.batch();
            batch = current;
        }
        return true;
    }

    @Override
    public int request() {
        return pass.scan();
    }

    @Override
    public Cells cells() {
        return current();
    }

    RowBatch current() {
        RowBatch current = batch;
        if (current == null) {
            throw new IllegalStateException("no current row");
        }
        return current;
    }

    /** The results of the traces that were read completely, or as far as requested, in order. */
    public List<ReplayResult> results() {
        return pass.results();
    }

    /** Notes about the rows: sentences in byte text. */
    public List<String> notes() {
        return pass.notes();
    }

    /** The number of events read up to now, or a moment ago. May be called by any thread. */
    public long eventsRead() {
        return pass.eventsRead();
    }

    /** Ends the reading; after the current batch there are no more rows. */
    public void cancel() {
        pass.cancel();
    }

    @Override
    public void close() {
        pass.close();
    }
}
