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
    /** For each row the number of its trace; empty if there is only one trace. */
    private final List<Long> traces;

    /** A table of these rows, which have its columns. */
    public MadeTable(TableSchema schema, List<Row> made) {
        this(schema, made, List.of());
    }

    /**
     * A table of rows of several traces.
     *
     * @param schema the columns of the rows, without the number of the trace
     * @param traces for each row the number of its trace, which it has in front in answers; rows of a trace follow each
     *     other. Empty for no such number
     */
    public MadeTable(TableSchema schema, List<Row> made, List<Long> traces) {
        super(ColumnSet.ofCells(schema), Shows.EVENTS);
        this.made = List.copyOf(made);
        this.traces = List.copyOf(traces);
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
        TableSchema schema = scan(request).schema();
        List<RowBatch> batches = new ArrayList<>();
        if (traces.isEmpty()) {
            scan(this, request, 0, batches);
            return new Batches(schema, batches);
        }
        for (int from = 0; from < made.size(); ) {
            int end = from + 1;
            while (end < made.size() && traces.get(end).equals(traces.get(from))) {
                end++;
            }
            scan(new MadeTable(schema(), made.subList(from, end)), request, traces.get(from), batches);
            from = end;
        }
        return new Batches(RowOutput.withTrace(schema), batches);
    }

    private static void scan(MadeTable table, ScanRequest request, long trace, List<RowBatch> batches)
            throws RequestException {
        Scan scan = table.scan(request);
        RowOutput out = new RowOutput(scan.schema(), trace, batches::add);
        scan.start().in(out);
        out.flush();
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
