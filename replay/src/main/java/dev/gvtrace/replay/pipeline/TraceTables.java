// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Moment.Within;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.trace.TraceSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of some traces. When there are several traces, or where that is asked for, each row has the number of its
 * trace, from 1, in front. Immutable; any number of threads may scan at the same time.
 */
public final class TraceTables {
    private final List<TraceSource> sources;
    private final TableCatalog catalog;
    private final Options options;
    /** How many traces there are before these. */
    private final int before;

    /**
     * How they are read.
     *
     * @param resolved as in {@link ReplayOptions}
     * @param threads how many traces one scan reads at a time at most; it does not affect the rows
     * @param numbered whether rows have the number of their trace in front
     */
    public record Options(boolean resolved, int threads, boolean numbered) {}

    /** Tables of these traces, which have to stay open; resolved as in {@link ReplayOptions}. */
    public TraceTables(List<TraceSource> sources, TableCatalog catalog, boolean resolved) {
        this(sources, catalog, resolved, Runtime.getRuntime().availableProcessors());
    }

    /** The same with a maximum number of traces that one scan reads at a time. */
    public TraceTables(List<TraceSource> sources, TableCatalog catalog, boolean resolved, int threads) {
        this(sources, catalog, new Options(resolved, threads, sources.size() != 1));
    }

    /** Tables of these traces, which have to stay open. */
    public TraceTables(List<TraceSource> sources, TableCatalog catalog, Options options) {
        this(sources, catalog, options, 0);
    }

    private TraceTables(List<TraceSource> sources, TableCatalog catalog, Options options, int before) {
        this.sources = List.copyOf(sources);
        this.catalog = catalog;
        this.options = options;
        this.before = before;
    }

    /** The same traces, asked in the same way for the tables of another catalogue. */
    public TraceTables with(TableCatalog other) {
        return new TraceTables(sources, other, options, before);
    }

    /** The same for some of the traces, which keep their numbers: those from an index, from 0, up to another one. */
    public TraceTables part(int first, int end) {
        return new TraceTables(sources.subList(first, end), catalog, options, before + first);
    }

    /** The same tables of other traces, which have to stay open. */
    public TraceTables of(List<TraceSource> others) {
        return new TraceTables(others, catalog, new Options(options.resolved(), options.threads(), others.size() != 1));
    }

    /**
     * Answers a request.
     *
     * @throws RequestException if there is no such table or column, or a condition or moment is invalid
     */
    public ScanCursor scan(ScanRequest request) throws RequestException {
        Scan scan = checked(request);
        TableSchema schema = options.numbered() ? RowOutput.withTrace(scan.schema()) : scan.schema();
        return new ScanCursor(pass(List.of(scan)), schema);
    }

    /**
     * Answers several requests in one reading of each trace.
     *
     * @throws RequestException if one is invalid, or they request different parts of the traces
     */
    public ScanPass scan(List<ScanRequest> requests) throws RequestException {
        List<Scan> scans = new ArrayList<>();
        for (ScanRequest request : requests) {
            Scan scan = checked(request);
            if (!scans.isEmpty() && !scan.sharesReadingWith(scans.get(0))) {
                throw new RequestException("tables '" + scans.get(0).schema().name() + "' and '"
                        + scan.schema().name() + "' are asked for different moments; one reading serves one span");
            }
            scans.add(scan);
        }
        if (scans.isEmpty()) {
            throw new RequestException("no table is asked for");
        }
        return pass(scans);
    }

    private Scan checked(ScanRequest asked) throws RequestException {
        Scan scan = catalog.scan(asked); // what is wrong with it is found before a trace is read
        Moment from = EventTime.resolved(asked.from(), sources);
        Moment to = EventTime.resolved(asked.to(), sources);
        ScanRequest request = asked.between(from, to).at(EventTime.resolved(asked.at(), sources));
        TraceSpan.check(sources, request.at(), Within.TRACE);
        TraceSpan.check(sources, request.from(), Within.BEGINNING);
        TraceSpan.check(sources, request.to(), Within.ENDING);
        return request.equals(asked) ? scan : catalog.scan(request);
    }

    private ScanPass pass(List<Scan> scans) {
        long heap = Runtime.getRuntime().maxMemory();
        int atOnce = GrowthPermits.replaysAtOnce(sources.size(), options.threads(), heap);
        ScanPass pass = new ScanPass(this, scans, atOnce, new GrowthPermits(atOnce, heap));
        pass.start();
        return pass;
    }

    /** The tables that can be queried. */
    public TableCatalog catalog() {
        return catalog;
    }

    /** The traces, in the order of the answers. */
    public List<TraceSource> sources() {
        return sources;
    }

    boolean numbered() {
        return options.numbered();
    }

    /** The number that rows of the trace at this index have in front; 0 for none. */
    long number(int trace) {
        return options.numbered() ? before + trace + 1 : 0;
    }

    ReplayOptions options(Scan scan, int atOnce) {
        return new ReplayOptions(scan.from(), scan.to(), options.resolved(), ReplayOptions.DEFAULT.readAhead())
                .atOnce(atOnce, Runtime.getRuntime().availableProcessors());
    }
}
