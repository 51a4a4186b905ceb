// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.pipeline.TraceStatistics;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A trace: the recording of one sandbox, in one file or several, as gvtrace or gVisor's tracereplay wrote it.
 *
 * <p>Safe for use by any number of threads, each with {@link Rows} and {@link AlertStream}s of its own; each of these
 * reads the trace anew. Has to be closed, which closes what is still open of them.
 */
public final class Trace implements AutoCloseable {
    private final TraceSource source;
    private final TableCatalog catalog;
    /** Rows and streams that read the trace. Guards itself. */
    private final Set<Reading> open = new LinkedHashSet<>();

    private boolean closed;

    private Trace(TraceSource source, TableCatalog catalog) {
        this.source = source;
        this.catalog = catalog;
    }

    /**
     * Opens the trace of a file. When it is one of several files of a recording, the others are found beside it and
     * read with it. A directory is opened if it holds exactly one trace.
     *
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED, UNSUPPORTED_VERSION or INVALID_EXTENSION
     */
    public static Trace open(Path path) {
        return Problems.translated(() -> traces(List.of(TraceSources.open(path))))
                .get(0);
    }

    /**
     * Opens the trace of a file in any store, which is closed with the trace, and when it cannot be opened.
     *
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED, UNSUPPORTED_VERSION or INVALID_EXTENSION
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
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED, UNSUPPORTED_VERSION or INVALID_EXTENSION; nothing
     *     stays open then
     */
    public static List<Trace> openAll(List<Path> paths) {
        return Problems.translated(() -> traces(TraceSources.openAll(paths)));
    }

    /**
     * Opens all traces of files in any store; files of one recording become one trace.
     *
     * @return the traces in the order of their first files, each to be closed
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED, UNSUPPORTED_VERSION or INVALID_EXTENSION; nothing
     *     stays open then
     */
    public static List<Trace> openStores(List<? extends TraceStore> stores) {
        return Problems.translated(() -> traces(
                TraceSources.openSources(stores.stream().map(StoreSource::new).toList())));
    }

    /** Takes the sources over, which are closed when a provider cannot be used. */
    private static List<Trace> traces(List<TraceSource> sources) throws IOException, ProviderException {
        try {
            TableCatalog catalog = TableCatalog.load(EventBinding.load());
            return sources.stream().map(source -> new Trace(source, catalog)).toList();
        } catch (ProviderException | RuntimeException e) {
            for (TraceSource source : sources) {
                source.close();
            }
            throw e;
        }
    }

    /**
     * Reads the whole trace and counts what it holds.
     *
     * @throws GvtraceException when it cannot be read, or is closed
     */
    public TraceInfo info() {
        ensureOpen();
        return Problems.translated(
                () -> new TraceInfo(source.opening(), source.summary(), TraceStatistics.of(source, gap -> {})));
    }

    /** The tables that can be asked, those of {@link java.util.ServiceLoader} extensions included. */
    public List<TableSchema> tables() {
        return catalog.all().stream().map(Table::schema).map(Schemas::of).toList();
    }

    /**
     * Asks a table. The query is checked at once; the trace is read while the rows are taken.
     *
     * @throws GvtraceException INVALID_REQUEST if there is no such table or column, or condition or moment are wrong
     */
    public Rows scan(TableQuery query) {
        return opened(onClose -> Problems.translated(() -> {
            ScanRequest request = new ScanRequest(
                    query.table(),
                    query.columns(),
                    query.condition(),
                    moment(query.from()),
                    moment(query.to()),
                    moment(query.at()),
                    Set.of(),
                    query.limit());
            return new Rows(new TraceTables(List.of(source), catalog, false).scan(request), onClose);
        }));
    }

    private static @Nullable Moment moment(@Nullable String text) {
        return text == null ? null : Problems.translated(() -> Moment.parse(text));
    }

    /**
     * Runs rules over the trace. Of the rules that match an event the first gives the alert, as with Falco.
     *
     * @throws GvtraceException if the trace is closed
     */
    public AlertStream alerts(Rules rules) {
        return alerts(rules, MatchMode.FIRST);
    }

    /** The same with an alert for each rule that matches an event. */
    public AlertStream allAlerts(Rules rules) {
        return alerts(rules, MatchMode.ALL);
    }

    private AlertStream alerts(Rules rules, MatchMode mode) {
        AlertStream alerts = opened(onClose -> new AlertStream(source, rules, mode, onClose));
        alerts.start();
        return alerts;
    }

    private <T extends Reading> T opened(Function<Consumer<Reading>, T> opening) {
        synchronized (open) {
            ensureOpen();
            T opened = opening.apply(this::forget);
            open.add(opened);
            return opened;
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
     * Closes the trace and what still reads it. Does nothing the second time.
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

    /** The names of the files. */
    @Override
    public String toString() {
        return "trace of " + String.join(", ", source.files());
    }
}
