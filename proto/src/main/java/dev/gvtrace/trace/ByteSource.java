// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.FileNames;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The bytes of one trace file, wherever they are stored: on disk, in memory, in an object store. Everything that reads
 * or verifies a trace needs nothing but this.
 *
 * <p>An implementation is thread-safe: one trace is read by several threads at once, each at its own position. Bytes
 * that were written stay the same; a source that grows may be opened, and is read up to the size it had then.
 *
 * <p>An error while reading never ends the reading of a trace. The range that cannot be read is reported as damage with
 * {@link #name}, offset and the exception's message, and reading continues behind it. Only {@link
 * java.nio.channels.ClosedChannelException} and {@link java.io.InterruptedIOException} end it, because they say that
 * the caller gave it up.
 */
public interface ByteSource extends Closeable {
    /** Name for messages and reports, such as a path or an address; the same each time. */
    String name();

    /**
     * Number of bytes, at least 0. Asked once, when a trace is opened.
     *
     * @throws IOException when the store cannot say it; then the trace cannot be opened
     */
    long size() throws IOException;

    /**
     * Reads exactly {@code length} bytes into {@code into}, from {@code offset} on. Always called for a range inside
     * {@link #size}.
     *
     * @param position of the first byte, counted from 0
     * @throws java.io.EOFException when the source ends before; its message, if it has one, should name the byte
     * @throws IOException when the range cannot be read; what {@code into} holds then is undefined
     */
    void readFully(long position, byte[] into, int offset, int length) throws IOException;

    /**
     * A file on disk, named by its path.
     *
     * @param links whether a symbolic link is followed; it is without
     * @throws IOException when it cannot be opened
     */
    static ByteSource file(Path path, LinkOption... links) throws IOException {
        return FileBytes.open(path, FileNames.text(path), links);
    }

    /**
     * A file on disk with a name other than its path.
     *
     * @throws IOException when it cannot be opened
     */
    static ByteSource file(Path path, String name) throws IOException {
        return FileBytes.open(path, name);
    }

    /** Bytes in memory. They are not copied, so they may not change. */
    static ByteSource of(String name, byte[] bytes) {
        return new ArrayBytes(Objects.requireNonNull(name), Objects.requireNonNull(bytes));
    }
}
