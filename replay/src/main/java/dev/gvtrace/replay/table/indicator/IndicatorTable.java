// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.indicator;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TraceScan;
import dev.gvtrace.replay.table.indicator.IndicatorHits.Hit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The table {@code indicators}: where the indicators of a list occur, in the order in which they occurred first. */
public final class IndicatorTable extends RowTable<Hit> {
    /** Fields that hold the path of a file that a call is about. */
    private static final List<String> PATHS = List.of("fd.name", "gvisor.fd_path", "fs.path.name", "gvisor.mmap.path");

    private final IndicatorList list;
    private final Binding<EventContext> binding;
    private volatile Seen seen = new Seen();

    /**
     * The hits of a list.
     *
     * @param binding has the fields of events
     */
    public IndicatorTable(IndicatorList list, Binding<EventContext> binding) {
        super(columns(), Shows.EVENTS);
        this.list = list;
        this.binding = binding;
    }

    private static ColumnSet<Hit> columns() {
        return ColumnSet.<Hit>of(
                        "indicators",
                        "An indicator of the list that was loaded, in a value of a process: the first event that had it.")
                .text(
                        "indicator",
                        "The indicator as listed.",
                        hit -> hit.match().indicator().text())
                .text(
                        "kind",
                        "What it was found as: path, pattern, name, address, network, endpoint, domain, url, sha256 or"
                                + " sha1.",
                        hit -> hit.match().kind().text())
                .number("evt", "The first event with it.", Hit::event)
                .time("time", "When that happened.", Hit::timeNs)
                .number("pid", "The process, root PID namespace; no value if unknown.", (hit, out) -> {
                    out.value = hit.pid();
                    return hit.pid() != 0;
                })
                .text("name", "The name of the process then; no value if unknown.", Hit::name)
                .text("where", "The field that had it first, such as fd.name.", Hit::where)
                .text("value", "The value of that field, of a list the item with it.", Hit::value)
                .number("events", "How many events of the process had it there.", Hit::events)
                .build();
    }

    @Override
    protected TraceScan start(Rows<Hit> rows, ScanRequest request) {
        Map<String, Extractor.OfText<EventContext>> paths = new LinkedHashMap<>();
        try {
            for (String field : PATHS) {
                paths.put(field, (Extractor.OfText<EventContext>)
                        binding.resolve(field, null).extractor());
            }
        } catch (FieldException e) {
            throw new IllegalStateException(e); // fields of gvtrace's own
        }
        return new IndicatorHits(list.index(), seen, rows, paths);
    }

    /** The list. */
    public IndicatorList list() {
        return list;
    }

    /** What the readings found since the last {@link #forget}. */
    public Seen seen() {
        return seen;
    }

    /** Begins a new account of what is found. */
    public void forget() {
        seen = new Seen();
    }

    /** What the readings of traces found. Thread-safe: several are read at the same time. */
    public static final class Seen {
        private final Set<Indicator> hit = ConcurrentHashMap.newKeySet();
        private final AtomicInteger traces = new AtomicInteger();
        private volatile boolean sha256;
        private volatile boolean sha1;

        void hit(Indicator indicator) {
            hit.add(indicator);
        }

        void digest(boolean hasSha256, boolean hasSha1) {
            sha256 |= hasSha256;
            sha1 |= hasSha1;
        }

        void read() {
            traces.incrementAndGet();
        }

        /** The indicators with a hit, whether or not a condition left it out. */
        public Set<Indicator> hits() {
            return Set.copyOf(hit);
        }

        /** How many traces were read as far as asked. */
        public int traces() {
            return traces.get();
        }

        /** True if a program's digest was recorded. */
        public boolean hasDigest(Indicator.Kind kind) {
            return kind == Indicator.Kind.SHA256 ? sha256 : kind == Indicator.Kind.SHA1 && sha1;
        }
    }
}
