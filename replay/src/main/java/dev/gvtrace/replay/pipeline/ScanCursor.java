// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one scan. {@link #cancel} may be called by any thread, all other methods by one at a time. */
public final class ScanCursor implements Cursor {
    private final ScanPass pass;
    private final PassRows rows;
    private final TableSchema schema;

    ScanCursor(ScanPass pass, TableSchema schema) {
        this.pass = pass;
        rows = new PassRows(pass);
        this.schema = schema;
    }

    @Override
    public boolean next() {
        return rows.next();
    }

    /** The results for the traces that were read completely, or as far as requested, in order. */
    public List<ReplayResult> results() {
        return pass.results();
    }

    /** What came of each trace, those that could not be read included, in order. */
    public List<TraceLanes.Outcome> outcomes() {
        return pass.outcomes();
    }

    /** Notes about the answer: sentences in byte text. */
    public List<String> notes() {
        return pass.notes();
    }

    /** Requests the end of reading; after the current batch there are no more rows. */
    public void cancel() {
        pass.cancel();
    }

    @Override
    public void close() {
        pass.close();
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean isNull(int column) {
        return rows.current().isNull(column);
    }

    @Override
    public boolean booleanAt(int column) {
        return rows.current().booleanAt(column);
    }

    @Override
    public long longAt(int column) {
        return rows.current().longAt(column);
    }

    @Override
    public double doubleAt(int column) {
        return rows.current().doubleAt(column);
    }

    @Override
    public @Nullable Text textAt(int column) {
        return rows.current().textAt(column);
    }

    @Override
    public byte @Nullable [] addressAt(int column) {
        return rows.current().addressAt(column);
    }

    @Override
    public @Nullable List<Text> textsAt(int column) {
        return rows.current().textsAt(column);
    }
}
