// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.text.Text;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one row, by the index of their column in {@link #schema}. Each type of column has a method of its own,
 * so nothing is boxed. A method that does not fit the column's type, and an index without column, throw a {@link
 * GvtraceException} INVALID_REQUEST.
 *
 * <p>The row of a {@link Rows} is readable until the next call of {@link Rows#next}, by the thread that reads the rows;
 * one that {@link Rows#copy} returned is immutable and safe for use by any number of threads. Not for implementation by
 * others: methods may be added in a minor version.
 */
public sealed interface Row permits CellsRow, Rows {
    /** The columns. */
    TableSchema schema();

    /** Whether the cell has no value. */
    boolean isNull(int column);

    /** The value of a BOOL; false without a value. */
    boolean booleanAt(int column);

    /** The value of an INT64, UINT64 (its bits), TIME or DURATION; 0 without a value. */
    long longAt(int column);

    /** The value of a DOUBLE; NaN without a value. */
    double doubleAt(int column);

    /** The value of a TEXT or BYTES; null without a value. */
    @Nullable
    Text textAt(int column);

    /** The value of an ADDRESS; null without a value. No name is looked up. */
    @Nullable
    InetAddress addressAt(int column);

    /** The value of a TEXT_LIST; null without a value. An empty list is a value. */
    @Nullable
    List<Text> textsAt(int column);

    /** The value of a cell of any type as text for users; null without a value. Times are in UTC as in RFC 3339. */
    @Nullable
    Text shown(int column);
}
