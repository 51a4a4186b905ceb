// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.trace.source.TraceSources;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Several traces that are asked together: one stream of alerts, one answer to a query. They are read in parallel, and
 * the order of what is found is that of {@link #traces}, whatever the number of threads.
 *
 * <p>Safe for use by any number of threads, each with {@link Rows} and {@link AlertStream}s of its own; each of these
 * reads the traces again. Has to be closed, which closes the traces and what still reads them.
 */
public final class TraceGroup implements AutoCloseable {
    private final List<Trace> traces;

    private TraceGroup(List<Trace> traces) {
        this.traces = List.copyOf(traces);
    }

    /** A group of these traces, which it closes, in this order. It may be empty. */
    public static TraceGroup of(List<Trace> traces) {
        return new TraceGroup(traces);
    }

    /**
     * Opens all traces of files and directories, in the order of the paths and in a directory by name; files of one
     * recording become one trace. Files in a directory that are no traces are skipped.
     *
     * @return a group that is empty if there are only directories and none has a trace
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED or UNSUPPORTED_VERSION; nothing stays open then
     */
    public static TraceGroup open(List<Path> paths) {
        return new TraceGroup(Trace.openAll(paths));
    }

    /**
     * The same, without those traces in directories that cannot be opened: their headers are damaged, or their version
     * is not known.
     *
     * @param refused receives a DAMAGED or UNSUPPORTED_VERSION for each of them, while this runs
     * @throws GvtraceException NOT_READABLE, or what is wrong with a file that is named itself; nothing stays open then
     */
    public static TraceGroup open(List<Path> paths, Consumer<GvtraceException> refused) {
        Callback<GvtraceException> callback = new Callback<>(refused);
        return new TraceGroup(callback.during(
                () -> Trace.traces(TraceSources.openAll(paths, problem -> callback.accept(Problems.of(problem))))));
    }

    /**
     * Opens all traces of files in any store; files of one recording become one trace.
     *
     * @return a group in the order of the traces' first files
     * @throws GvtraceException NOT_READABLE, NOT_A_TRACE, DAMAGED or UNSUPPORTED_VERSION; nothing stays open then
     */
    public static TraceGroup openStores(List<? extends TraceStore> stores) {
        return new TraceGroup(Trace.openStores(stores));
    }

    /** The traces, in order. They are closed with the group. */
    public List<Trace> traces() {
        return traces;
    }

    /**
     * Asks a table of all traces. Each row begins with the column {@code trace}, an INT64: the number of its trace from
     * 1, in the order of {@link #traces}. The other columns are those that were asked for.
     *
     * @throws GvtraceException INVALID_REQUEST if there is no such table or column, or the condition is wrong; CLOSED
     *     if one of the traces is closed
     */
    public Rows scan(TableQuery query) {
        return Trace.scan(traces, query, true);
    }

    /**
     * Runs rules over all traces. Of the rules that match an event the first gives the alert, as with Falco.
     *
     * @throws GvtraceException CLOSED if one of the traces is closed
     */
    public AlertStream alerts(Rules rules) {
        return alerts(AlertQuery.of(rules));
    }

    /**
     * Runs rules over all traces.
     *
     * @throws GvtraceException CLOSED if one of the traces is closed
     */
    public AlertStream alerts(AlertQuery query) {
        return Trace.alerts(traces, query);
    }

    /**
     * Closes all traces and what still reads them. Does nothing the second time.
     *
     * @throws GvtraceException NOT_READABLE if a store fails to close; the others are closed then, too
     */
    @Override
    public void close() {
        Problems.closeAll(traces);
    }
}
