// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import org.jspecify.annotations.Nullable;

/** Takes the rows of a table of an extension. Used by the thread that calls its {@link TraceReader}. */
public interface RowSink {
    /**
     * Adds a row. Its cells are copied.
     *
     * @param cells one for each column of the table, in order; null for a cell without value. A BOOL takes a {@link
     *     Boolean}; INT64 an {@link Integer} or a {@link Long}, UINT64 a {@link java.math.BigInteger} as well; DOUBLE a
     *     {@link Double}, of which NaN stands for none; TEXT and BYTES a {@link dev.gvtrace.text.Text} or a {@link String};
     *     TIME an {@link java.time.Instant} or a {@link Long}, nanoseconds since the epoch; DURATION a {@link
     *     java.time.Duration} or a {@link Long}, nanoseconds; ADDRESS an {@link java.net.InetAddress}; TEXT_LIST a {@link
     *     java.util.List} of {@link dev.gvtrace.text.Text} or {@link String}
     * @throws dev.gvtrace.api.GvtraceException INVALID_REQUEST if there are more or fewer cells than columns, or a cell
     *     doesn't fit its column
     */
    void add(@Nullable Object... cells);
}
