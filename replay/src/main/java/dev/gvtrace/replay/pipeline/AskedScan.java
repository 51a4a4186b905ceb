// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.RowBatch;
import dev.gvtrace.replay.table.RowChoice;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A checked request.
 *
 * @param scan made of it
 * @param whole a scan of the whole table, from whose rows the request can be answered; null if the rows are not kept
 */
record AskedScan(
        ScanRequest request,
        Scan scan,
        @Nullable Table table,
        @Nullable Scan whole) {
    /** A scan of a request with its moments found. */
    static AskedScan of(ScanRequest request, Scan scan, @Nullable Table table) throws RequestException {
        boolean wanted = table != null
                && table.isDerived()
                && request.at() == null
                && request.from() == null
                && request.to() == null
                && request.limit() == Long.MAX_VALUE
                && (request.processes().isEmpty() || table.schema().name().equals("processes"));
        return new AskedScan(
                request, scan, table, wanted && table != null ? table.scan(ScanRequest.of(request.table())) : null);
    }

    /** Takes rows of the whole table. */
    Consumer<RowBatch> choice(RowOutput out) {
        try {
            return new RowChoice(
                            Objects.requireNonNull(table, "whole has a table").schema())
                    .into(out, request);
        } catch (RequestException e) {
            throw new IllegalStateException(e); // the table itself has accepted it
        }
    }
}
