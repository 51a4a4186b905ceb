// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import java.io.IOException;

/**
 * One trace file in any store: an object store, a database, memory. gvtrace only needs its size and positioned reads.
 *
 * <p>An implementation is safe for use by several threads at once: they read one trace concurrently, each at its own
 * position. The bytes do not change while the trace is open.
 *
 * <p>A range that cannot be read does not end the reading of a trace: it is reported as damage with offset and message,
 * and reading continues after it.
 */
public interface TraceStore extends AutoCloseable {
    /** Name for messages and reports, such as an address; constant. */
    String name();

    /**
     * Number of bytes. Called once, when the trace is opened.
     *
     * @throws IOException when the store cannot determine it; the trace is then not opened
     */
    long size() throws IOException;

    /**
     * Reads exactly {@code length} bytes into {@code into}, from index {@code offset} on. Always called for a range
     * inside of {@link #size}.
     *
     * @param position of the first byte, from 0
     * @throws IOException when the range cannot be read
     */
    void readFully(long position, byte[] into, int offset, int length) throws IOException;

    /** Called once, when the trace is closed or cannot be opened. Does nothing unless overridden. */
    @Override
    default void close() throws IOException {}
}
