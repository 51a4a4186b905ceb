// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.table.RowBatch;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.trace.TraceSource;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads traces, each once, for one or several scans and returns their results as batches of rows: trace by trace in the
 * order given, within a trace in the order in which the rows were made. The order is the same for any number of
 * threads.
 *
 * <p>Its own threads read the traces, several at a time, and wait when the caller is a few batches after. Batches are
 * taken by one thread; {@link #cancel} may be called by any. Has to be closed.
 */
public final class ScanPass implements AutoCloseable {
    /** The maximum number of untaken batches of one trace. */
    private static final int BATCHES_AHEAD = 4;

    private final TraceTables tables;
    private final List<AskedScan> scans;
    private final int atOnce;
    private final TraceLanes<Item> lanes;
    private final List<TracePass> passes = new CopyOnWriteArrayList<>();
    private @Nullable Item current;

    /** A batch of the scan with this index. */
    private record Item(int scan, RowBatch batch) {}

    ScanPass(TraceTables tables, List<AskedScan> scans, int atOnce, GrowthPermits permits) {
        this.tables = tables;
        this.scans = List.copyOf(scans);
        this.atOnce = atOnce;
        lanes = new TraceLanes<>(
                new TraceLanes.Bounds(tables.sources().size(), atOnce, BATCHES_AHEAD), permits, this::read);
    }

    void start() {
        lanes.start("scan");
    }

    private TraceLanes.Outcome read(int trace, Growth growth, TraceLanes.Lane<Item> lane) {
        List<RowOutput> outputs = new ArrayList<>();
        for (int i = 0; i < scans.size(); i++) {
            int scan = i;
            long number = tables.number(trace);
            outputs.add(
                    new RowOutput(scans.get(i).scan().schema(), number, batch -> lane.put(new Item(scan, batch), 1)));
        }
        ReplayResult result = keptRows(trace, outputs);
        if (result == null) {
            result = new TableReading(scans, outputs, tables.kept(trace)).run(lanes::isCancelled, pass -> {
                passes.add(pass);
                Scan first = scans.get(0).scan();
                ReplayOptions options = tables.options(first.from(), first.to(), atOnce);
                return tables.replay(trace, options, growth, lanes::isCancelled).run(trace + 1, pass);
            });
            tables.saveFrames(trace);
        }
        List<String> notes =
                outputs.stream().flatMap(output -> output.notes().stream()).toList();
        return new TraceLanes.Outcome(result, notes);
    }

    /** Answers from tables that were asked for before; null if one of them was not. */
    private @Nullable ReplayResult keptRows(int trace, List<RowOutput> outputs) {
        List<KeptTables.Kept> kept = new ArrayList<>();
        for (AskedScan scan : scans) {
            Table table = scan.whole() == null ? null : scan.table();
            KeptTables.Kept rows = table == null ? null : tables.kept(trace).find(table);
            if (rows == null) {
                return null;
            }
            kept.add(rows);
        }
        for (int i = 0; i < kept.size(); i++) {
            RowOutput output = outputs.get(i);
            kept.get(i).show(scans.get(i).choice(output));
            kept.get(i).notes().forEach(output::note);
            output.flush();
        }
        return kept.get(0).result();
    }

    /**
     * Moves to the next batch; false after the last, or when the pass was cancelled.
     *
     * @throws UncheckedIOException when a trace cannot be read
     */
    public boolean next() {
        current = null;
        current = lanes.next();
        return current != null;
    }

    private Item current() {
        Item item = current;
        if (item == null) {
            throw new IllegalStateException("no current batch");
        }
        return item;
    }

    /** The index of the scan of the current batch. */
    public int scan() {
        return current().scan();
    }

    /** The columns of the rows of each scan; where the tables are numbered, the number of the trace first. */
    public List<TableSchema> schemas() {
        return scans.stream()
                .map(asked -> asked.scan().schema())
                .map(schema -> tables.numbered() ? RowOutput.withTrace(schema) : schema)
                .toList();
    }

    /** The traces, in the order of the rows. */
    List<TraceSource> sources() {
        return tables.sources();
    }

    /** The current batch. */
    public RowBatch batch() {
        return current().batch();
    }

    /** What came of the traces that were read to their end, or as far as was asked, in order. */
    public List<ReplayResult> results() {
        return read().map(TraceLanes.Outcome::result).toList();
    }

    /** Notes about the answers: sentences in byte text. */
    public List<String> notes() {
        return read().flatMap(each -> each.notes().stream()).toList();
    }

    /** The number of events read up to now, or a moment ago. May be called by any thread. */
    public long eventsRead() {
        return passes.stream().mapToLong(TracePass::events).sum();
    }

    /** What came of each trace, those that could not be read included, in order. */
    public List<TraceLanes.Outcome> outcomes() {
        return lanes.outcomes();
    }

    private Stream<TraceLanes.Outcome> read() {
        return outcomes().stream().filter(outcome -> outcome.failure() == null);
    }

    /** Requests the end of reading; from now on there are no more batches. */
    public void cancel() {
        lanes.cancel();
    }

    /** Cancels, and returns when the threads have ended: the traces may be closed then. */
    @Override
    public void close() {
        lanes.close();
    }
}
