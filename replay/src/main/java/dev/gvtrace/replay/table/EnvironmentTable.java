// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code environment}: the variables of the processes of a moment, as execve or the container's start set
 * them.
 */
final class EnvironmentTable extends RowTable<EnvironmentTable.Variable> {
    EnvironmentTable() {
        super(
                ColumnSet.<Variable>of("environment", "A variable that a living process was started with.")
                        .rowsNeed("execve")
                        .number(
                                "pid",
                                "The process, root PID namespace.",
                                variable -> variable.process().pid())
                        .text("name", "The text before the first =.", EnvironmentTable::name)
                        .text("value", "The text after it; no value without a =.", EnvironmentTable::value)
                        .build(),
                Shows.MOMENT);
    }

    /** A variable as the process has it. */
    record Variable(ProcessInfo process, String text) {}

    private static String name(Variable variable) {
        int equals = variable.text().indexOf('=');
        return equals < 0 ? variable.text() : variable.text().substring(0, equals);
    }

    private static @Nullable String value(Variable variable) {
        int equals = variable.text().indexOf('=');
        return equals < 0 ? null : variable.text().substring(equals + 1);
    }

    @Override
    protected TraceScan start(Rows<Variable> rows, ScanRequest request) {
        return new TraceScan() {
            @Override
            public Needs needs() {
                return Needs.END;
            }

            @Override
            public void end(SandboxState state, boolean complete) {
                for (ProcessInfo process : LivingProcesses.byId(state)) {
                    if (wants(request.processes(), process.pid())) {
                        process.program().environment().forEach(text -> rows.add(new Variable(process, text)));
                    }
                }
            }
        };
    }
}
