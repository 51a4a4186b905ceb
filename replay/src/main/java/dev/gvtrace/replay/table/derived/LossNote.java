// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.table.Rows;

/** What losses do to an answer that sums up events. */
final class LossNote {
    private LossNote() {}

    /** Says so if messages were lost. */
    static void add(Rows<?> rows, SandboxState state) {
        if (state.lost() > 0) {
            rows.note((state.lost() == 1 ? "one message was" : state.lost() + " messages were")
                    + " lost, and what happened then is not in the rows");
        }
    }
}
