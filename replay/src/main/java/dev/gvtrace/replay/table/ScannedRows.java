// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.List;

/**
 * The rows that answer the requests of a question, made by one reading of each trace: trace by trace, and within a
 * trace in the order in which the reading makes them, so rows of different requests may alternate. Read once, by one
 * thread; has to be closed.
 */
public interface ScannedRows extends AutoCloseable {
    /**
     * The columns of the rows of each request, in the order of the requests; with several traces {@code trace} first.
     */
    List<TableSchema> schemas();

    /** What is known of each trace, in order. */
    List<TraceInfo> traces();

    /**
     * Moves to the next row; false after the last.
     *
     * @throws java.io.UncheckedIOException when a trace cannot be read
     */
    boolean next();

    /** The index of the request that the current row answers. */
    int request();

    /** The current row, readable until the next call of {@link #next}. */
    Cells cells();

    /** Ends the reading. */
    @Override
    void close();
}
