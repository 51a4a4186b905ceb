// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

/**
 * Iterates over the rows of an answer, once. The cells are those of the current row and readable until the next call of
 * {@link #next}; {@link #row} keeps them. One thread at a time. Has to be closed, even if it was not read to its end.
 */
public interface Cursor extends Cells, AutoCloseable {
    /**
     * Moves to the next row; false after the last.
     *
     * @throws java.io.UncheckedIOException when a trace cannot be read
     */
    boolean next();

    /** A copy of the current row that outlives the cursor. */
    default Row row() {
        return Row.copyOf(this);
    }

    /** Ends the reading. */
    @Override
    void close();
}
