// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableProvider;
import java.util.List;

/** The tables that are derived from many events. */
public final class DerivedTables implements TableProvider {
    /** Called by the {@link java.util.ServiceLoader}. */
    public DerivedTables() {}

    @Override
    public List<Table> tables() {
        return List.of(
                new ProcessTable(),
                new ExecutionTable(),
                new FileTable(),
                new AccessTable(),
                new ConnectionTable(),
                new IdentityTable(),
                new ContainerTable(),
                new MountTable(),
                AlertTable.withoutRules());
    }
}
