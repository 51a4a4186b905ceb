// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of rows that were made before, from other sources than the messages of a trace. It is asked without reading a
 * trace. Immutable, thread-safe.
 */
public final class MadeTable extends RowTable<Cells> {
    private final List<Row> made;

    /** A table of these rows, which have its columns. */
    public MadeTable(TableSchema schema, List<Row> made) {
        super(ColumnSet.ofCells(schema), Shows.EVENTS);
        this.made = List.copyOf(made);
    }

    @Override
    protected TraceScan start(Rows<Cells> rows, ScanRequest request) {
        made.forEach(rows::add);
        return new TraceScan() {};
    }

    /**
     * The rows that answer a request.
     *
     * @throws RequestException if there is no such column, or the condition is invalid
     */
    public ScannedRows scanned(ScanRequest request) throws RequestException {
        Scan scan = scan(request);
        List<RowBatch> batches = new ArrayList<>();
        RowOutput out = new RowOutput(scan.schema(), 0, batches::add);
        scan.start().in(out);
        out.flush();
        return new Batches(scan.schema(), batches);
    }

    /** The rows of some batches, one after the other. */
    private static final class Batches implements ScannedRows {
        private final TableSchema schema;
        private final List<RowBatch> batches;
        private int current;

        Batches(TableSchema schema, List<RowBatch> batches) {
            this.schema = schema;
            this.batches = batches;
        }

        @Override
        public List<TableSchema> schemas() {
            return List.of(schema);
        }

        @Override
        public List<TraceInfo> traces() {
            return List.of();
        }

        @Override
        public boolean next() {
            while (current < batches.size() && !batches.get(current).next()) {
                current++;
            }
            return current < batches.size();
        }

        @Override
        public int request() {
            return 0;
        }

        @Override
        public Cells cells() {
            return batches.get(current);
        }

        @Override
        public void close() {}
    }
}
