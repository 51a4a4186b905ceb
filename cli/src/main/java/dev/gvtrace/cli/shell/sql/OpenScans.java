// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scans of the statement that runs. DuckDB reports the end of none, so they are closed with the statement. All
 * methods may be called by any thread.
 */
final class OpenScans {
    private final SqlContext context;
    private final List<OpenScan> open = new ArrayList<>();
    private OpenScan.Limit limit = OpenScan.Limit.NONE;
    private @Nullable Exception failure;
    private boolean cancelled;

    OpenScans(SqlContext context) {
        this.context = context;
    }

    /** Something that DuckDB calls. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws Exception;
    }

    /** Makes a call of DuckDB, and keeps the first exception of a statement. */
    <T> T keepingFailures(Call<T> call) throws Exception {
        try {
            return call.run();
        } catch (Exception | StackOverflowError e) {
            fail(e instanceof Exception exception ? exception : new IllegalStateException(e));
            throw e;
        }
    }

    private synchronized void fail(Exception e) {
        if (failure == null) {
            failure = e;
        }
    }

    /** The first exception of the statement; null for none. */
    synchronized @Nullable Exception failure() {
        return failure;
    }

    /** Begins a statement, whose scans may pass on so many bytes each. */
    synchronized void begin(OpenScan.Limit most) {
        limit = most;
        failure = null;
        cancelled = false;
    }

    /**
     * Opens a scan of these columns.
     *
     * @param restricted true if the request names a condition or moments
     */
    OpenScan open(ScanRequest request, List<Column> columns, boolean restricted) throws RequestException {
        TraceTables tables = context.tables();
        Table table = tables.catalog().find(request.table());
        if (table == null) {
            throw new RequestException("table '" + request.table() + "' was replaced; ask again");
        }
        List<String> names = columns.stream()
                .map(Column::name)
                .filter(name -> !isTrace(tables, name))
                .toList();
        boolean spans = request.from() != null || request.to() != null;
        Moment at = request.at() == null && table.takesMoment() && !spans ? context.moment() : request.at();
        ScanRequest asked = request.at(at)
                .withColumns(names.isEmpty() ? List.of(table.schema().names().get(0)) : names);
        boolean whole = !restricted && !isOfMoment(request.table());
        OpenScan.Source source = new OpenScan.Source(request.table(), columns, whole);
        OpenScan scan = added(new OpenScan(source, tables.scan(asked), null, limit()));
        if (!table.showsMoment() || at != null || scan.hasRow()) {
            return scan;
        }
        Moment last = context.lastWithRows(asked);
        if (last == null) {
            return scan;
        }
        String note = request.table() + ": nothing is there at the end: the state is that of " + last.text()
                + ", the last moment at which something was";
        return added(new OpenScan(source, tables.scan(asked.at(last)), note, limit()));
    }

    /** True if the rows of a table without restrictions are those of a moment, which may be another one next time. */
    boolean isOfMoment(String name) {
        Table table = context.tables().catalog().find(name);
        return table != null && (table.showsMoment() || table.takesMoment() && context.moment() != null);
    }

    private static boolean isTrace(TraceTables tables, String column) {
        return tables.sources().size() != 1 && column.equals(TableViews.TRACE);
    }

    private synchronized OpenScan.Limit limit() {
        return limit;
    }

    private synchronized OpenScan added(OpenScan scan) {
        open.add(scan);
        if (cancelled || context.isCancelled()) {
            scan.cancel();
        }
        return scan;
    }

    /** What the statement read to the end, of tables without restrictions: columns by table. */
    synchronized Map<String, Set<String>> read() {
        Map<String, Set<String>> read = new LinkedHashMap<>();
        open.stream()
                .filter(scan -> scan.isComplete() && !isCancelled())
                .forEach(scan -> read.computeIfAbsent(scan.table(), table -> new TreeSet<>())
                        .addAll(scan.columns()));
        return read;
    }

    /** Ends the reading; there are no more rows. */
    synchronized void cancel() {
        cancelled = true;
        open.forEach(OpenScan::cancel);
    }

    /** True if the reading ended before its end. */
    synchronized boolean isCancelled() {
        return cancelled || context.isCancelled();
    }

    /** The number of bytes that were passed on, as far as counted. */
    synchronized long bytes() {
        return open.stream().mapToLong(OpenScan::bytes).sum();
    }

    /** The names of the tables that are read. */
    synchronized Set<String> tables() {
        return open.stream().map(OpenScan::table).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What came of the scans, as far as they were read. */
    synchronized List<ScanReport> reports() {
        return open.stream().map(OpenScan::report).toList();
    }

    /** Closes the scans; their threads have ended then. */
    void close() {
        List<OpenScan> ended;
        synchronized (this) {
            ended = List.copyOf(open);
            open.clear();
        }
        ended.forEach(OpenScan::close);
    }
}
