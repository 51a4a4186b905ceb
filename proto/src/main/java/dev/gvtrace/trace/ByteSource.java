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
 * The bytes of one trace file, wherever they are stored: on disk, in memory, in an object store. Reading and verifying
 * a trace need only this interface.
 *
 * <p>Implementations are thread-safe: several threads read one trace at once, each at its own position. Bytes once
 * written do not change; a source that still grows may be opened, and is read up to its size at that time.
 *
 * <p>An error does not end the reading of a trace. The unreadable range is reported as damage with {@link #name},
 * offset and the exception's message, and reading continues after it. Only {@link
 * java.nio.channels.ClosedChannelException} and {@link java.io.InterruptedIOException} end it, because they mean that
 * the caller cancelled it.
 */
public interface ByteSource extends Closeable {
    /** Name for messages and reports, such as a path or an address; constant. */
    String name();

    /**
     * Number of bytes, at least 0. Called once, when a trace is opened.
     *
     * @throws IOException when the store cannot determine it; then the trace is not opened
     */
    long size() throws IOException;

    /**
     * Reads exactly {@code length} bytes into {@code into}, from {@code offset} on. Always called for a range inside
     * {@link #size}.
     *
     * @param position of the first byte, counted from 0
     * @throws java.io.EOFException when the source ends too early; its message, if any, should contain the offset
     * @throws IOException when the range cannot be read; the content of {@code into} is then undefined
     */
    void readFully(long position, byte[] into, int offset, int length) throws IOException;

    /**
     * A file on disk, named by its path.
     *
     * @param links {@code NOFOLLOW_LINKS} to reject a symbolic link; by default it is followed
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

    /** Bytes in memory. They are not copied, so do not change them. */
    static ByteSource of(String name, byte[] bytes) {
        return new ArrayBytes(Objects.requireNonNull(name), Objects.requireNonNull(bytes));
    }
}
