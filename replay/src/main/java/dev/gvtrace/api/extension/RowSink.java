// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import org.jspecify.annotations.Nullable;

/** Receives the rows of a table of an extension. Used by the thread that calls the {@link TraceReader}. */
public interface RowSink {
    /**
     * Adds a row. Its cells are copied.
     *
     * <table>
     *   <caption>What a cell may be</caption>
     *   <tr><th>column</th><th>value</th></tr>
     *   <tr><td>BOOL</td><td>{@link Boolean}</td></tr>
     *   <tr><td>INT64</td><td>{@link Long}, {@link Integer}</td></tr>
     *   <tr><td>UINT64</td><td>{@link Long} and {@link Integer} for their bits, {@link java.math.BigInteger}</td></tr>
     *   <tr><td>DOUBLE</td><td>{@link Double}; NaN stands for no value</td></tr>
     *   <tr><td>TEXT, BYTES</td><td>{@link dev.gvtrace.text.Text}, {@link String}</td></tr>
     *   <tr><td>TIME</td><td>{@link java.time.Instant}, {@link Long} of nanoseconds since the epoch</td></tr>
     *   <tr><td>DURATION</td><td>{@link java.time.Duration}, {@link Long} of nanoseconds</td></tr>
     *   <tr><td>ADDRESS</td><td>{@link java.net.InetAddress}</td></tr>
     *   <tr><td>TEXT_LIST</td><td>{@link java.util.List} of {@link dev.gvtrace.text.Text}, {@link String}</td></tr>
     * </table>
     *
     * @param cells one for each column of the table, in order; null for a cell without a value
     * @throws dev.gvtrace.api.GvtraceException INVALID_REQUEST if there are more or fewer cells than columns, or a cell
     *     does not fit its column
     */
    void add(@Nullable Object... cells);
}
