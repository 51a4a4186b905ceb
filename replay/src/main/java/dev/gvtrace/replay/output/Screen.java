// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

/**
 * The place where a table is read.
 *
 * @param columns the width of the terminal, to which tables are fitted; 0 if it is none
 * @param wide whether all columns are shown with their whole contents, whatever the width is
 * @param vertical whether each column has a line of its own
 * @param colours whether cells may be coloured
 */
public record Screen(int columns, boolean wide, boolean vertical, boolean colours) {
    /** A file or a pipe: tables as wide as their contents, without colours. */
    public static final Screen NONE = new Screen(0, false, false, false);

    /** True if tables have to fit the width. */
    boolean isNarrow() {
        return columns > 0 && !wide;
    }
}
