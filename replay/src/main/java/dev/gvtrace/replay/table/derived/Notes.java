// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.table.Rows;

/** Notes about what the rows of a table lack. */
final class Notes {
    private Notes() {}

    /** Adds a note if messages were lost. */
    static void lost(Rows<?> rows, SandboxState state) {
        if (state.lost() > 0) {
            rows.note(count(state.lost(), "message was", "messages were")
                    + " lost, and what happened then is not in the rows");
        }
    }

    /** A number with its noun. */
    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
