// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.state.Program;

/** Joins the arguments of programs. Caches the last text, so that processes that run the same program share it. */
final class JoinedArguments {
    private Program program = Program.UNKNOWN;
    private String text = "";

    /** All arguments, argv[0] first, joined by blanks; "" if they are unknown. */
    String of(Program asked) {
        if (asked != program) {
            program = asked;
            text = String.join(" ", asked.argv());
        }
        return text;
    }
}
