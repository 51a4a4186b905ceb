// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.query.TableSink.Column;
import dev.gvtrace.replay.query.TableSink.Indented;
import dev.gvtrace.replay.query.TableSink.Time;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The process table of a moment: {@code ps} flat, {@code pstree} as a tree. The keys are the same. */
final class ProcessQueries implements Query {
    private static final List<Column> COLUMNS = List.of(
            Column.number("pid"),
            Column.number("ppid"),
            Column.number("uid"),
            Column.number("threads"),
            Column.text("start"),
            Column.text("container"),
            Column.text("name"),
            Column.text("exepath"),
            Column.text("cmdline"));

    private final Moment at;
    private final Set<Long> pids;
    private final boolean tree;

    private ProcessQueries(Moment at, Set<Long> pids, boolean tree) {
        this.at = at;
        this.pids = pids;
        this.tree = tree;
    }

    static Query ps(Arguments arguments) throws RequestException {
        return new ProcessQueries(arguments.at(), arguments.numbers("PID"), false);
    }

    static Query pstree(Arguments arguments) throws RequestException {
        return new ProcessQueries(arguments.at(), arguments.numbers("PID"), true);
    }

    @Override
    public Moment until() {
        return at;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public void answer(SandboxState state, boolean complete, TableSink out) {
        List<ProcessInfo> all = new ArrayList<>(state.processes());
        all.sort(Comparator.comparingInt(ProcessInfo::pid));
        if (!tree) {
            for (ProcessInfo process : all) {
                if (pids.isEmpty() || pids.contains((long) process.pid())) {
                    out.row(row(process, process.name()));
                }
            }
            return;
        }
        ProcessTree<ProcessInfo> processes = new ProcessTree<>(all, process -> livingParent(process, state));
        ProcessTree.Visitor<ProcessInfo> rows =
                (process, depth) -> out.row(row(process, new Indented(depth, process.name())));
        if (pids.isEmpty()) {
            processes.all(rows);
        } else {
            processes.only(process -> pids.contains((long) process.pid()), rows);
        }
    }

    private static @Nullable ProcessInfo livingParent(ProcessInfo process, SandboxState state) {
        ProcessInfo parent = process.parent();
        return parent == null || parent == process || state.process(parent.pid()) != parent ? null : parent;
    }

    private static List<@Nullable Object> row(ProcessInfo process, Object name) {
        ThreadInfo thread = process.anyThread();
        ContainerInfo container = process.container();
        ProcessInfo parent = process.parent();
        int ppid = parent == null ? 0 : parent.pid();
        List<String> argv = process.program().argv();
        String cmdline = argv.isEmpty() ? process.name() : String.join(" ", argv);
        Long uid = thread == null || !thread.credentials().known()
                ? null
                : Integer.toUnsignedLong(thread.credentials().euid());
        return Arrays.asList(
                (long) process.pid(),
                ppid == 0 ? null : (Long) (long) ppid,
                uid,
                (long) process.threadCount(),
                process.startNs() == 0 ? null : new Time(process.startNs()),
                container == null ? null : container.shortId(),
                name,
                process.program().exepath().isEmpty() ? null : process.program().exepath(),
                cmdline);
    }
}
