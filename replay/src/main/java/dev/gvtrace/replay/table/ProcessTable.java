// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.ThreadInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code processes}: those that live at a moment, in the order of their ids. */
final class ProcessTable extends RowTable<ProcessTable.Living> {
    /** A process and the state it lives in. */
    record Living(ProcessInfo process, SandboxState state) {}

    ProcessTable() {
        super(columns(), Shows.MOMENT);
    }

    private static ColumnSet<Living> columns() {
        return ColumnSet.<Living>of("processes", "A process that lives at the moment.")
                .number(
                        "pid",
                        "Its id, root PID namespace.",
                        row -> row.process().pid())
                .number("ppid", "The id of its parent, which may have ended; no value if unknown.", ProcessTable::ppid)
                .number("uid", "The effective user of its thread; no value if unknown.", ProcessTable::uid)
                .number(
                        "threads",
                        "How many threads it has.",
                        row -> row.process().threadCount())
                .time(
                        "start",
                        "When it began; no value if unknown.",
                        row -> row.process().startNs())
                .text("container", "The short id of its container; no value if unknown.", ProcessTable::container)
                .text("name", "Its name.", row -> row.process().name())
                .text("exepath", "The path of its program; no value if unknown.", ProcessTable::exepath)
                .text("cmdline", "Its arguments, joined; its name if they are unknown.", ProcessTable::commandLine)
                .bool("orphan", "True if no living process is its parent.", ProcessTable::isOrphan)
                .build();
    }

    /** The living processes in the order of their ids. */
    static List<ProcessInfo> byId(SandboxState state) {
        List<ProcessInfo> all = new ArrayList<>(state.processes());
        all.sort(Comparator.comparingInt(ProcessInfo::pid));
        return all;
    }

    private static boolean ppid(Living row, NumberValue out) {
        ProcessInfo parent = row.process().parent();
        if (parent == null || parent.pid() == 0) {
            return false;
        }
        out.value = parent.pid();
        return true;
    }

    private static boolean uid(Living row, NumberValue out) {
        ThreadInfo thread = row.process().anyThread();
        if (thread == null || !thread.credentials().known()) {
            return false;
        }
        out.value = Integer.toUnsignedLong(thread.credentials().euid());
        return true;
    }

    private static @Nullable String container(Living row) {
        ContainerInfo container = row.process().container();
        return container == null ? null : container.shortId();
    }

    private static @Nullable String exepath(Living row) {
        String path = row.process().program().exepath();
        return path.isEmpty() ? null : path;
    }

    private static String commandLine(Living row) {
        List<String> argv = row.process().program().argv();
        return argv.isEmpty() ? row.process().name() : String.join(" ", argv);
    }

    private static boolean isOrphan(Living row) {
        ProcessInfo parent = row.process().parent();
        // the parent's id may have passed to another process
        return parent == null || parent == row.process() || row.state().process(parent.pid()) != parent;
    }

    @Override
    protected TraceScan start(Rows<Living> rows, ScanRequest request) {
        return new TraceScan() {
            @Override
            public void end(SandboxState state, boolean complete) {
                for (ProcessInfo process : byId(state)) {
                    if (wants(request.processes(), process.pid())) {
                        rows.add(new Living(process, state));
                    }
                }
            }
        };
    }
}
