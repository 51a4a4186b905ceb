// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.function.Consumer;

/** Chooses of all rows of a table those that a request asks for, as the table itself would. */
public final class RowChoice extends RowTable<Cells> {
    /** Chooses among rows with all columns of a table. */
    public RowChoice(TableSchema schema) {
        super(ColumnSet.ofCells(schema), Shows.EVENTS_OR_MOMENT);
    }

    /**
     * Passes the rows of batches on that the request asks for. The batches are read, so each is given once.
     *
     * @throws RequestException if there is no such column, or the condition is invalid
     */
    public Consumer<RowBatch> into(RowOutput out, ScanRequest request) throws RequestException {
        return (Feed) scan(request).start().in(out);
    }

    @Override
    protected TraceScan start(Rows<Cells> rows, ScanRequest request) {
        int pid = request.processes().isEmpty() ? -1 : schema().indexOf("pid");
        return new Feed(rows, request, pid);
    }

    private record Feed(Rows<Cells> rows, ScanRequest request, int pid) implements TraceScan, Consumer<RowBatch> {
        @Override
        public void accept(RowBatch batch) {
            while (batch.next()) {
                if (pid < 0 || request.processes().contains(batch.longAt(pid))) {
                    rows.add(batch);
                }
            }
        }
    }
}
