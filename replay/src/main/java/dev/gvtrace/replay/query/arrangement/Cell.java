// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.text.Text;
import org.jspecify.annotations.Nullable;

/** Reads cells by the names of their columns. */
public final class Cell {
    private Cell() {}

    private static int index(Cells row, String column) {
        int index = row.schema().indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "no column '" + column + "' in " + row.schema().names());
        }
        return index;
    }

    /** True if the cell has a value. */
    public static boolean isKnown(Cells row, String column) {
        return !row.isNull(index(row, column));
    }

    /** The number or time; 0 without a value. */
    public static long number(Cells row, String column) {
        return row.longAt(index(row, column));
    }

    /** The truth value; false without a value. */
    public static boolean isTrue(Cells row, String column) {
        return row.booleanAt(index(row, column));
    }

    /** The text; null without a value. */
    public static @Nullable Text text(Cells row, String column) {
        return row.textAt(index(row, column));
    }

    /** The text; empty without a value. */
    public static Text textOrEmpty(Cells row, String column) {
        Text text = text(row, column);
        return text == null ? Text.EMPTY : text;
    }
}
