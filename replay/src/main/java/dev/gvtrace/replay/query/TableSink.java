// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of an answer go. A cell is byte text ({@code String}), a {@code Long}, a {@code BigInteger} above its range, a {@code Boolean}, a {@code List}
 * of byte texts, or null for no value; times are {@link Time}s, nodes of a tree {@link Indented}. Rows come in their final order.
 */
public interface TableSink {
    /** The columns; called once, before the first row. */
    void columns(List<Column> columns);

    /** An unsigned 64-bit number as a cell. */
    static Number unsigned(long value) {
        return value < 0 ? new BigInteger(Long.toUnsignedString(value)) : (Number) value;
    }

    /** One row, as many cells as there are columns. */
    void row(List<@Nullable Object> cells);

    /** What has to be said of the answer besides its rows; a sentence. */
    default void note(String sentence) {}

    /**
     * A column.
     *
     * @param name the heading, and the key in JSON
     * @param number true if it holds numbers, which a table sets to the right
     */
    record Column(String name, boolean number) {
        /** A column of text. */
        public static Column text(String name) {
            return new Column(name, false);
        }

        /** A column of numbers. */
        public static Column number(String name) {
            return new Column(name, true);
        }
    }

    /**
     * A moment in a cell.
     *
     * @param ns nanoseconds since the epoch
     */
    record Time(long ns) {}

    /**
     * Text of a tree's node: indented where people read, plain in JSON.
     *
     * @param depth 0 for a root
     * @param text byte text
     */
    record Indented(int depth, String text) {}
}
