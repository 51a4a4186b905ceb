// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.replay.pipeline.ScanCursor;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A trace: the recording of one sandbox, in one file or several, written by gvtrace or gVisor's tracereplay.
 *
 * <p>Safe for use by any number of threads, each with {@link Rows} and {@link AlertStream}s of its own; each of these
 * reads the trace again. Has to be closed, which also closes those that are still open.
 */
public final class Trace implements AutoCloseable {
    private final TraceSource source;
    private final InstalledTables tables;
    /** Rows and streams that read the trace. Guards itself. */
    private final Set<Reading> open = new LinkedHashSet<>();

    private boolean closed;

    private Trace(TraceSource source, InstalledTables tables) {
        this.source = source;
        this.tables = tables;
    }

    /**
     * Opens the trace of a file. When it is one of several files of a recording, the others are found beside it and
     * read with it. A directory is opened if it contains exactly one trace.
     *
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED or UNSUPPORTED_VERSION
     */
    public static Trace open(Path path) {
        return Problems.translated(() -> traces(List.of(TraceSources.open(path))))
                .get(0);
    }

    /**
     * Opens the trace of a file in any store, which is closed with the trace, and when it cannot be opened.
     *
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED or UNSUPPORTED_VERSION
     */
    public static Trace open(TraceStore store) {
        return Problems.translated(() -> traces(List.of(TraceSources.open(new StoreSource(store)))))
                .get(0);
    }

    /**
     * Opens all traces of files and directories; files of one recording become one trace. Other files in a
     * directory are skipped.
     *
     * @return the traces in the order of the paths, each to be closed
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED or UNSUPPORTED_VERSION; nothing stays open then
     */
    public static List<Trace> openAll(List<Path> paths) {
        return Problems.translated(() -> traces(TraceSources.openAll(paths)));
    }

    /**
     * Opens all traces of files in any store; files of one recording become one trace.
     *
     * @return the traces in the order of their first files, each to be closed
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED or UNSUPPORTED_VERSION; nothing stays open then
     */
    public static List<Trace> openStores(List<? extends TraceStore> stores) {
        return Problems.translated(() -> traces(
                TraceSources.openSources(stores.stream().map(StoreSource::new).toList())));
    }

    /** Takes the sources over. */
    static List<Trace> traces(List<TraceSource> sources) {
        InstalledTables tables = new InstalledTables();
        return sources.stream().map(source -> new Trace(source, tables)).toList();
    }

    /**
     * Reads the whole trace and counts its contents.
     *
     * @throws GvtraceException when it cannot be read, or is closed, also meanwhile
     */
    public TraceInfo info() {
        Counting counting = opened(List.of(this), new Counting());
        try {
            TraceInfo info = counting.count(source);
            ensureOpen();
            return info;
        } finally {
            forget(counting);
        }
    }

    /**
     * The tables that can be queried, including those of {@link java.util.ServiceLoader} extensions.
     *
     * @throws GvtraceException INVALID_EXTENSION
     */
    public List<TableSchema> tables() {
        return tables.catalog().all().stream()
                .map(Table::schema)
                .map(Schemas::of)
                .toList();
    }

    /**
     * Queries a table. The query is checked immediately; the trace is read while the rows are iterated.
     *
     * @throws GvtraceException INVALID_REQUEST if there is no such table or column, or the condition is wrong;
     *     INVALID_EXTENSION
     */
    public Rows scan(TableQuery query) {
        return scan(List.of(this), query, false);
    }

    /** The same of several traces. */
    static Rows scan(List<Trace> traces, TableQuery query, boolean numbered) {
        traces.forEach(Trace::ensureOpen);
        TraceTables.Options options = new TraceTables.Options(query.wantsResolvedNames(), query.threads(), numbered);
        InstalledTables tables = traces.isEmpty() ? new InstalledTables() : traces.get(0).tables;
        TableCatalog catalog = tables.catalog();
        ScanCursor cursor = Problems.translated(() ->
                new TraceTables(traces.stream().map(Trace::source).toList(), catalog, options).scan(query.request()));
        return opened(traces, new Rows(traces, cursor, ended -> traces.forEach(trace -> trace.forget(ended))));
    }

    /**
     * Evaluates rules on the trace. The first rule that matches an event makes the alert, as in Falco.
     *
     * @throws GvtraceException if the trace is closed
     */
    public AlertStream alerts(Rules rules) {
        return alerts(AlertQuery.of(rules));
    }

    /** The same with an alert for each rule that matches an event. */
    public AlertStream allAlerts(Rules rules) {
        return alerts(AlertQuery.of(rules).allMatches());
    }

    /**
     * Runs rules over the trace.
     *
     * @throws GvtraceException if the trace is closed
     */
    public AlertStream alerts(AlertQuery query) {
        return alerts(List.of(this), query);
    }

    /** The same of several traces. */
    static AlertStream alerts(List<Trace> traces, AlertQuery query) {
        AlertStream alerts =
                opened(traces, new AlertStream(traces, query, ended -> traces.forEach(trace -> trace.forget(ended))));
        alerts.start();
        return alerts;
    }

    /** Has each of the traces close what reads it, which is closed at once if one of them is closed already. */
    private static <T extends Reading> T opened(List<Trace> traces, T reading) {
        try {
            for (Trace trace : traces) {
                trace.remember(reading);
            }
            return reading;
        } catch (GvtraceException e) {
            reading.close();
            throw e;
        }
    }

    private void remember(Reading reading) {
        synchronized (open) {
            ensureOpen();
            open.add(reading);
        }
    }

    private void forget(Reading ended) {
        synchronized (open) {
            open.remove(ended);
        }
    }

    private void ensureOpen() {
        synchronized (open) {
            if (closed) {
                throw new GvtraceException(Kind.CLOSED, "the trace is closed", null);
            }
        }
    }

    /**
     * Closes the trace and everything that still reads it. Does nothing the second time.
     *
     * @throws GvtraceException NOT_READABLE if the store fails to close
     */
    @Override
    public void close() {
        List<Reading> readings;
        synchronized (open) {
            if (closed) {
                return;
            }
            closed = true;
            readings = List.copyOf(open);
        }
        for (Reading reading : readings) {
            reading.close();
        }
        try {
            source.close();
        } catch (IOException | RuntimeException e) {
            throw Problems.of(e);
        }
    }

    TraceSource source() {
        return source;
    }

    /** The files it consists of, in order, as they were named. */
    public List<Text> files() {
        return source.files().stream().map(Text::ofUtf8).toList();
    }

    /** The names of the files. */
    @Override
    public String toString() {
        return "trace of " + String.join(", ", source.files());
    }
}
