// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.frame.FrameCache;
import dev.gvtrace.replay.frame.KeyFrames;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Moment.Within;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.trace.TraceSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tables of some traces. When there are several traces, or where that is asked for, each row has the number of its
 * trace, from 1, in front. Immutable; any number of threads may scan at the same time.
 */
public final class TraceTables {
    private final List<TraceSource> sources;
    private final TableCatalog catalog;
    private final Options options;
    /** Of each trace, for as long as these tables and those made of them are asked. */
    private final List<TraceMemory> memory;
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
        this(sources, catalog, options, memory(sources, null, options), 0);
    }

    private TraceTables(
            List<TraceSource> sources, TableCatalog catalog, Options options, List<TraceMemory> memory, int before) {
        this.sources = List.copyOf(sources);
        this.catalog = catalog;
        this.options = options;
        this.memory = List.copyOf(memory);
        this.before = before;
    }

    private static List<TraceMemory> memory(List<TraceSource> sources, @Nullable FrameCache cache, Options options) {
        AtomicLong room = new AtomicLong(KeptTables.MOST_BYTES);
        return sources.stream()
                .map(source -> new TraceMemory(source, cache, options.resolved(), room))
                .toList();
    }

    /**
     * The same with key frames in files, for later sessions.
     *
     * @param folder where the files are; null for beside the traces
     * @param keyFile the file of the user's key, see {@link FrameCache}
     * @param version of the program
     */
    public TraceTables withCache(@Nullable Path folder, Path keyFile, String version) {
        FrameCache cache = new FrameCache(folder, keyFile, () -> ProgramFiles.text(version));
        return new TraceTables(sources, catalog, options, memory(sources, cache, options), before);
    }

    /** The same with these key frames, one list for each trace. */
    TraceTables withFrames(List<KeyFrames> own) {
        List<TraceMemory> all = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            all.add(new TraceMemory(sources.get(i), own.get(i)));
        }
        return new TraceTables(sources, catalog, options, all, before);
    }

    /** The same traces, asked in the same way for the tables of another catalogue. */
    public TraceTables with(TableCatalog other) {
        return new TraceTables(sources, other, options, memory, before);
    }

    /** The same for some of the traces, which keep their numbers: those from an index, from 0, up to another one. */
    public TraceTables part(int first, int end) {
        return new TraceTables(
                sources.subList(first, end), catalog, options, memory.subList(first, end), before + first);
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
        AskedScan asked = checked(request, () -> false);
        TableSchema schema = asked.scan().schema();
        return new ScanCursor(pass(List.of(asked)), options.numbered() ? RowOutput.withTrace(schema) : schema);
    }

    /**
     * Answers several requests in one reading of each trace.
     *
     * @throws RequestException if one is invalid, or they request different parts of the traces
     */
    public ScanPass scan(List<ScanRequest> requests) throws RequestException {
        return scan(requests, () -> false);
    }

    /**
     * The same, where moments that have to be found by reading are no longer looked for once it is cancelled; then the
     * answer is useless.
     *
     * @throws RequestException as for {@link #scan(List)}
     */
    public ScanPass scan(List<ScanRequest> requests, BooleanSupplier cancelled) throws RequestException {
        List<AskedScan> scans = new ArrayList<>();
        for (ScanRequest request : requests) {
            AskedScan asked = checked(request, cancelled);
            Scan scan = asked.scan();
            Scan first = scans.isEmpty() ? scan : scans.get(0).scan();
            if (!scan.sharesReadingWith(first)) {
                throw new RequestException("tables '" + first.schema().name() + "' and '"
                        + scan.schema().name() + "' are asked for different moments; one reading serves one span");
            }
            scans.add(asked);
        }
        if (scans.isEmpty()) {
            throw new RequestException("no table is asked for");
        }
        return pass(scans);
    }

    private AskedScan checked(ScanRequest asked, BooleanSupplier cancelled) throws RequestException {
        Scan scan = catalog.scan(asked); // what is wrong with it is found before a trace is read
        Moment from = EventTime.resolved(asked.from(), this, cancelled);
        Moment to = EventTime.resolved(asked.to(), this, cancelled);
        ScanRequest request = asked.between(from, to).at(EventTime.resolved(asked.at(), this, cancelled));
        if (!cancelled.getAsBoolean()) {
            TraceSpan.check(sources, request.at(), Within.TRACE);
            TraceSpan.check(sources, request.from(), Within.BEGINNING);
            TraceSpan.check(sources, request.to(), Within.ENDING);
        }
        Scan found = request.equals(asked) ? scan : catalog.scan(request);
        return AskedScan.of(request, found, catalog.find(request.table()));
    }

    /** A reading of one trace that uses and adds its key frames. */
    TraceReplay replay(int trace, ReplayOptions with, Growth growth, BooleanSupplier cancelled) {
        return new TraceReplay(
                sources.get(trace), with, growth, cancelled, memory.get(trace).frames());
    }

    /** The derived tables of a trace that were asked for. */
    KeptTables kept(int trace) {
        return memory.get(trace).tables();
    }

    /** Saves the key frames that readings of a trace have added. */
    void saveFrames(int trace) {
        memory.get(trace).save();
    }

    private ScanPass pass(List<AskedScan> scans) {
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

    ReplayOptions options(@Nullable Moment from, Moment to, int atOnce) {
        return new ReplayOptions(from, to, options.resolved(), ReplayOptions.DEFAULT.readAhead())
                .atOnce(atOnce, Runtime.getRuntime().availableProcessors());
    }
}
