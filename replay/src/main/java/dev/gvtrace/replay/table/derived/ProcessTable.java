// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.field.SignalNames;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.LivingProcesses;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TraceScan;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code processes}: all processes of a trace in the order in which they appeared; with a moment, those alive
 * at it in the order of their ids.
 */
final class ProcessTable extends RowTable<ProcessTable.Entry> {
    /** Columns that need the events before a moment, not only its state. */
    private static final List<String> SUMS = List.of("children", "calls", "failed", "origin", "first_evt", "end_evt");

    ProcessTable() {
        super(columns(), Shows.EVENTS_OR_MOMENT);
    }

    /**
     * A process in the answer.
     *
     * @param state the state at the requested moment; null for all processes of a trace
     */
    record Entry(ProcessLife life, @Nullable SandboxState state) {
        /** The process at the requested moment; null without a moment. */
        @Nullable
        ProcessInfo atMoment() {
            return state == null ? null : life.process();
        }
    }

    private static ColumnSet<Entry> columns() {
        ColumnSet.Builder<Entry> columns = ColumnSet.of(
                "processes", "A process that ever was, as it was last; with a moment, one that lives at that moment.");
        identity(columns);
        life(columns);
        return columns.build();
    }

    private static void identity(ColumnSet.Builder<Entry> columns) {
        columns.number("pid", "Its id, root PID namespace.", row -> row.life().pid())
                .number(
                        "ppid",
                        "The id of the process that made it; with a moment, of its parent then, which may have ended."
                                + " No value if unknown.",
                        ProcessTable::ppid)
                .number(
                        "uid",
                        "The effective user of its thread; no value if unknown.",
                        (row, out) -> ProcessFacts.uid(row.life().credentials(), out))
                .text(
                        "user",
                        "The name of that user in the container's passwd file; no value if that was not recorded.",
                        row -> row.life().user())
                .number(
                        "threads",
                        "The most threads that it had at once; with a moment, how many it has then.",
                        ProcessTable::threads)
                .time(
                        "start",
                        "When it began; no value if unknown.",
                        row -> row.life().startNs())
                .time(
                        "end",
                        "When its last thread ended; no value if it lives, or that was not seen.",
                        row -> row.life().endNs())
                .number(
                        "exit",
                        "The code that it exited with, or 128 and the number of the signal that ended it; no value if"
                                + " unknown.",
                        ProcessTable::exit)
                .text(
                        "signal",
                        "The signal that ended it; no value if none did, or that is unknown.",
                        row -> SignalNames.of(row.life().signal()))
                .text(
                        "container",
                        "The short id of its container; no value if unknown.",
                        row -> row.life().container())
                .text("name", "Its name.", row -> row.life().name())
                .text(
                        "exepath",
                        "The path of its program; no value if unknown.",
                        row -> row.life().exepath())
                .needs("execve")
                .text(
                        "cmdline",
                        "Its arguments, joined; its name if they are unknown.",
                        row -> row.life().commandLine())
                .needs("execve");
    }

    private static void life(ColumnSet.Builder<Entry> columns) {
        columns.bool(
                        "session",
                        "True if an exec request made it, or one of its ancestors.",
                        row -> row.life().isExecSession())
                .number(
                        "children",
                        "How many processes it made.",
                        row -> row.life().children())
                .number(
                        "calls",
                        "How many of its calls were reported.",
                        row -> row.life().calls())
                .number("failed", "How many of them failed.", row -> row.life().failed())
                .text(
                        "sha256",
                        "The digest of its program's file; no value if the Sentry did not send it.",
                        row -> row.life().digest())
                .text(
                        "origin",
                        "What its program's file comes from: image, written, memfd or unknown, as in the table"
                                + " executions.",
                        row -> row.life().origin().kind().text())
                .needs("open", "openat", "creat", "write", "pwrite", "writev", "pwritev")
                .bool(
                        "orphan",
                        "True if the process that made it is not known; with a moment, if no living process is its"
                                + " parent.",
                        ProcessTable::isOrphan)
                .number(
                        "first_evt",
                        "The number of its first event; no value if it had none.",
                        (row, out) -> positive(row.life().firstEvent(), out))
                .number(
                        "end_evt",
                        "The number of the event that ended it; no value if it lives, or that was not seen.",
                        (row, out) -> positive(row.life().endEvent(), out));
    }

    private static boolean positive(long value, NumberValue out) {
        out.value = value;
        return value > 0;
    }

    private static boolean ppid(Entry row, NumberValue out) {
        ProcessInfo living = row.atMoment();
        ProcessInfo parent = living == null ? null : living.parent();
        out.value = living == null ? row.life().parentPid() : parent == null ? 0 : parent.pid();
        return out.value != 0;
    }

    private static long threads(Entry row) {
        ProcessInfo living = row.atMoment();
        return living == null ? row.life().mostThreads() : living.threadCount();
    }

    private static boolean exit(Entry row, NumberValue out) {
        out.value = row.life().exit();
        return out.value >= 0;
    }

    private static boolean isOrphan(Entry row) {
        ProcessInfo living = row.atMoment();
        SandboxState state = row.state();
        if (living == null || state == null) {
            return row.life().parent() == null;
        }
        ProcessInfo parent = living.parent();
        // the parent's id may have passed to another process
        return parent == null || parent == living || state.process(parent.pid()) != parent;
    }

    @Override
    public boolean isDerived() {
        return true;
    }

    @Override
    protected TraceScan start(Rows<Entry> rows, ScanRequest request) {
        return request.at() == null
                ? new Ever(rows, request.processes())
                : new Living(rows, request.processes(), sumsUp(request));
    }

    /** True if a requested column needs counted events. */
    private static boolean sumsUp(ScanRequest request) {
        String condition = request.condition();
        return request.columns().isEmpty()
                || SUMS.stream()
                        .anyMatch(
                                sum -> request.columns().contains(sum) || condition != null && condition.contains(sum));
    }

    /** All processes of a trace. */
    private static final class Ever implements TraceScan {
        private final Rows<Entry> rows;
        private final Set<Long> wanted;
        private final HeldRows<ProcessLife> held = new HeldRows<>(ProcessLife::isEnded, this::add);
        private final ProcessLives lives = new ProcessLives(held::add, life -> held.completed(life.bytes()));

        Ever(Rows<Entry> rows, Set<Long> wanted) {
            this.rows = rows;
            this.wanted = wanted;
        }

        private void add(ProcessLife life) {
            if (wants(wanted, life.pid())) {
                rows.add(new Entry(life, null));
            }
        }

        @Override
        public Needs needs() {
            return Needs.PART;
        }

        @Override
        public void event(EventContext event) {
            lives.event(event);
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            lives.finish(state);
            held.finish();
            if (held.isReordered()) {
                rows.note("there are very many processes: those that ended come before older ones that lived longer");
            }
            lives.origins().note(rows);
            Notes.lost(rows, state);
        }
    }

    /** The processes alive at the end of the requested span. */
    private static final class Living implements TraceScan {
        private final Rows<Entry> rows;
        private final Set<Long> wanted;
        private final boolean sumsUp;
        private final ProcessLives lives = new ProcessLives(life -> {}, life -> {});

        Living(Rows<Entry> rows, Set<Long> wanted, boolean sumsUp) {
            this.rows = rows;
            this.wanted = wanted;
            this.sumsUp = sumsUp;
        }

        @Override
        public Needs needs() {
            return sumsUp ? Needs.ALL : Needs.END;
        }

        @Override
        public void event(EventContext event) {
            if (sumsUp) {
                lives.event(event);
            }
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            lives.finish(state);
            for (ProcessInfo process : LivingProcesses.byId(state)) {
                if (wants(wanted, process.pid())) {
                    rows.add(new Entry(lives.of(process), state));
                }
            }
        }
    }
}
