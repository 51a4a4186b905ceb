// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The processes of a moment, in the order that tables show them in. */
public final class LivingProcesses {
    private LivingProcesses() {}

    /** The living processes in the order of their ids. */
    public static List<ProcessInfo> byId(SandboxState state) {
        List<ProcessInfo> all = new ArrayList<>(state.processes());
        all.sort(Comparator.comparingInt(ProcessInfo::pid));
        return all;
    }
}
