// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.query.TableSink.Column;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The environment of processes at a moment, as their execve (or their container's start) set it. */
final class EnvironmentQuery implements Query {
    private static final List<Column> COLUMNS =
            List.of(Column.number("pid"), Column.text("name"), Column.text("value"));

    private final Moment at;
    private final Set<Long> pids;

    private EnvironmentQuery(Moment at, Set<Long> pids) {
        this.at = at;
        this.pids = pids;
    }

    static Query env(Arguments arguments) throws RequestException {
        return new EnvironmentQuery(arguments.at(), arguments.numbers("PID"));
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
        for (ProcessInfo process : all) {
            if (!pids.isEmpty() && !pids.contains((long) process.pid())) {
                continue;
            }
            for (String variable : process.program().environment()) {
                int equals = variable.indexOf('=');
                String name = equals < 0 ? variable : variable.substring(0, equals);
                String value = equals < 0 ? null : variable.substring(equals + 1);
                out.row(Arrays.asList((long) process.pid(), name, value));
            }
        }
    }
}
