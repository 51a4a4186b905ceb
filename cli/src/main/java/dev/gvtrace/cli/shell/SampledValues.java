// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.pipeline.PassRows;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.query.line.KnownValues;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Values that occur in the traces, found when they are first asked for: a thread reads until the traces, the time or
 * the space for values ends. Who asks waits a moment only, and gets what was found until then. Called by one thread.
 */
final class SampledValues implements KnownValues, AutoCloseable {
    private static final long LONGEST_NS = 5_000_000_000L;
    private static final long PATIENCE_MS = 400;
    /** How often as long the first value is waited for. */
    private static final int MOST_WAITS = 3;

    private static final int MOST_VALUES = 2_000;
    /** No more are offered: a list that long is not read. */
    private static final int MOST_OFFERED = 300;
    /** A longer value is not worth completing. */
    private static final int LONGEST_VALUE = 200;

    private static final int LONGEST_DESCRIPTION = 100;

    private final Supplier<TraceTables> tables;
    private final Map<String, Sample> samples = new HashMap<>();

    /** Values of the tables at the time of each call. */
    SampledValues(Supplier<TraceTables> tables) {
        this.tables = tables;
    }

    @Override
    public List<Value> of(String table, String column) {
        Table asked = tables.get().catalog().find(table);
        if (asked == null || column.isEmpty()) {
            return List.of();
        }
        // rules that are loaded later change what a table has
        String key = System.identityHashCode(asked) + " " + table + " " + column;
        Sample sample = samples.get(key);
        if (sample == null) {
            sample = Sample.started(tables.get(), table, column);
            samples.put(key, sample);
        }
        return sample.values();
    }

    /** Ends all readings, and returns when they have ended: the traces may be closed then. */
    @Override
    public void close() {
        samples.values().forEach(Sample::cancel);
        samples.values().forEach(Sample::join);
    }

    /** The values of one column. */
    private static final class Sample {
        private final Map<Text, Found> found = new HashMap<>();
        private final CountDownLatch done = new CountDownLatch(1);
        private final boolean named;
        private volatile boolean cancelled;
        private volatile boolean complete;

        private static final class Found {
            private long rows;
            private String name = "";
        }

        private Sample(boolean named) {
            this.named = named;
        }

        static Sample started(TraceTables tables, String table, String column) {
            boolean named = table.equals("processes") && column.equals("pid");
            Sample sample = new Sample(named);
            ScanRequest request =
                    ScanRequest.of(table).withColumns(named ? List.of(column, "name", "cmdline") : List.of(column));
            Thread thread = new Thread(() -> sample.read(tables, request), "values");
            thread.setDaemon(true);
            thread.start();
            return sample;
        }

        private void read(TraceTables tables, ScanRequest request) {
            long until = System.nanoTime() + LONGEST_NS;
            try (PassRows rows = new PassRows(tables.scan(List.of(request)))) {
                int column = rows.schemas().get(0).indexOf(request.columns().get(0));
                boolean more = rows.next();
                while (more && !cancelled && System.nanoTime() < until) {
                    add(rows.cells(), column);
                    more = rows.next();
                }
                complete = !more;
            } catch (RequestException | RuntimeException e) {
                complete = true; // a field without values, or a trace that cannot be read: a question reports it
            } finally {
                done.countDown();
            }
        }

        private void add(Cells cells, int column) {
            Text value = CellText.of(cells, column);
            if (value == null || value.length() > LONGEST_VALUE) {
                return;
            }
            synchronized (found) {
                Found known = found.get(value);
                if (known == null) {
                    if (found.size() >= MOST_VALUES) {
                        return;
                    }
                    known = new Found();
                    found.put(value, known);
                }
                known.rows++;
                if (named) {
                    known.name = name(cells, column);
                }
            }
        }

        private static String name(Cells cells, int column) {
            Text name = CellText.of(cells, column + 1);
            Text line = CellText.of(cells, column + 2);
            Text shown = line == null || line.isEmpty() ? name : line;
            return shown == null ? "" : shorter(shown.decoded());
        }

        private static String shorter(String text) {
            int end = Math.min(text.length(), LONGEST_DESCRIPTION);
            boolean split = end < text.length() && Character.isLowSurrogate(text.charAt(end));
            return text.substring(0, split ? end - 1 : end);
        }

        List<Value> values() {
            try {
                for (int wait = 0; wait < MOST_WAITS && !done.await(PATIENCE_MS, TimeUnit.MILLISECONDS); wait++) {
                    synchronized (found) {
                        if (!found.isEmpty()) {
                            break;
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            List<Map.Entry<Text, Found>> all;
            List<Value> values = new ArrayList<>();
            synchronized (found) {
                all = new ArrayList<>(found.entrySet());
                all.sort(Comparator.<Map.Entry<Text, Found>>comparingLong(each -> -each.getValue().rows)
                        .thenComparing(Map.Entry::getKey));
                for (Map.Entry<Text, Found> each : all.subList(0, Math.min(all.size(), MOST_OFFERED))) {
                    values.add(new Value(each.getKey(), description(each.getValue())));
                }
            }
            return values;
        }

        private String description(Found each) {
            if (!each.name.isEmpty()) {
                return each.name;
            }
            String so = complete ? "" : " so far";
            return each.rows + (each.rows == 1 ? " row" : " rows") + so;
        }

        void cancel() {
            cancelled = true;
        }

        void join() {
            boolean interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
