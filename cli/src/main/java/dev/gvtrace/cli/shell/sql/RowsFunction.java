// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.jspecify.annotations.Nullable;

/**
 * Feeds DuckDB with the rows of a table, of the columns that a statement needs. Called by DuckDB's threads. DuckDB
 * makes text of what is thrown here, so failures are kept where the session finds them.
 */
final class RowsFunction implements DuckDBTableFunction<RowsFunction.Bound, OpenScan, Object> {
    private final String table;
    private final TableViews views;
    private final OpenScans scans;
    private final boolean restricted;

    /** A scan that is planned: its request, and the columns among which the plan chooses. */
    record Bound(ScanRequest request, List<Column> columns) {}

    /**
     * The function of a table.
     *
     * @param restricted true for one with parameters: condition, at, since and until, each empty for none
     */
    RowsFunction(String table, TableViews views, OpenScans scans, boolean restricted) {
        this.table = table;
        this.views = views;
        this.scans = scans;
        this.restricted = restricted;
    }

    @Override
    public Bound bind(DuckDBTableFunctionBindInfo info) throws Exception {
        return scans.keepingFailures(() -> {
            List<Column> columns = views.columns(table);
            for (Column column : columns) {
                info.addResultColumn(column.name(), SqlType.of(column.type()).passed());
            }
            info.setCardinality(views.expectedRows(table), false);
            ScanRequest request = ScanRequest.of(table);
            if (restricted) {
                request = request.where(text(info, 0))
                        .at(moment(text(info, 1)))
                        .between(moment(text(info, 2)), moment(text(info, 3)));
                views.check(request);
            }
            return new Bound(request, columns);
        });
    }

    private static @Nullable String text(DuckDBTableFunctionBindInfo info, int parameter) {
        String text = info.getParameter(parameter).getString();
        return text == null || text.isBlank() ? null : text;
    }

    private static @Nullable Moment moment(@Nullable String text) throws RequestException {
        return text == null ? null : Moment.parse(text.strip());
    }

    @Override
    public OpenScan init(DuckDBTableFunctionInitInfo info) throws Exception {
        return scans.keepingFailures(() -> {
            info.setMaxThreads(1);
            Bound bound = info.getBindData();
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < info.getColumnCount(); i++) {
                int index = Math.toIntExact(info.getColumnIndex(i));
                if (index < 0 || index >= bound.columns().size()) {
                    throw new RequestException("rows of '" + table + "' have no number of their own");
                }
                columns.add(bound.columns().get(index));
            }
            return scans.open(bound.request(), columns, restricted);
        });
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) throws Exception {
        OpenScan scan = info.getInitData();
        return scans.keepingFailures(() -> scan.fill(out));
    }
}
