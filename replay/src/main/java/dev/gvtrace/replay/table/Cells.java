// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.text.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one row, by the index of their column. Each type of column has a method of its own, so nothing is boxed;
 * a method that does not fit the column's type throws {@code IllegalArgumentException}, an index without column {@code
 * IndexOutOfBoundsException}.
 */
public interface Cells {
    /** What the cells are. */
    TableSchema schema();

    /** True if the cell has no value. */
    boolean isNull(int column);

    /** The value of a BOOL; false without a value. */
    boolean booleanAt(int column);

    /** The value of an INT64, UINT64 (its bits), TIME or DURATION; 0 without a value. */
    long longAt(int column);

    /** The value of a DOUBLE; NaN without a value. */
    double doubleAt(int column);

    /** The text of a TEXT or BYTES; null without a value. */
    @Nullable
    Text textAt(int column);

    /** The bytes of an ADDRESS, not to be changed; null without a value. */
    byte @Nullable [] addressAt(int column);

    /** The texts of a TEXT_LIST, not to be changed; null without a value. An empty list is a value. */
    @Nullable
    List<Text> textsAt(int column);
}
