// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.table.Cells;
import java.util.List;

/** Lays out rows for people. */
interface TextSheet {
    /** Takes a row; it may be printed later. */
    void row(Cells cells);

    /** Prints the rows that were taken and not printed. */
    void finish();

    /** What the rows printed do not show, a sentence each. */
    List<String> notes();
}
