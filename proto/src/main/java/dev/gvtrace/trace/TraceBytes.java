// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ByteSource} for the readers of both layouts: its size is fixed when it is opened, and an unreadable range is
 * returned as a reason instead of any exception of the source. Thread-safe.
 */
public final class TraceBytes implements Closeable {
    private final ByteSource source;
    private final boolean owned;
    private final String name;
    private final long size;

    private TraceBytes(ByteSource source, boolean owned) throws IOException {
        this.source = source;
        this.owned = owned;
        this.name = source.name();
        this.size = source.size();
        if (size < 0) {
            throw new IOException(name + ": invalid size " + size + ": expected 0 or more");
        }
    }

    /**
     * Takes ownership of a source, which is closed with this object, and on failure.
     *
     * @throws IOException when the source's size cannot be determined
     */
    public static TraceBytes of(ByteSource source) throws IOException {
        try {
            return opened(source, true);
        } catch (IOException e) {
            source.close();
            throw e;
        }
    }

    /** Like {@link #of}, but the caller remains the owner and closes the source. */
    public static TraceBytes borrow(ByteSource source) throws IOException {
        return opened(source, false);
    }

    private static TraceBytes opened(ByteSource source, boolean owned) throws IOException {
        try {
            return new TraceBytes(source, owned);
        } catch (RuntimeException e) {
            throw new IOException("source that cannot be opened: " + e, e);
        }
    }

    public static TraceBytes file(Path path) throws IOException {
        return of(ByteSource.file(path));
    }

    /** The source's name in messages. */
    public String name() {
        return name;
    }

    public long size() {
        return size;
    }

    /**
     * Reads exactly {@code length} bytes.
     *
     * @return null, or why they cannot be read: the source ends too early or reports an error
     * @throws IOException when the source was closed by another thread or by an interrupt
     */
    @Nullable
    public String read(long position, byte[] into, int offset, int length) throws IOException {
        if (position < 0 || position > size - length) {
            return "the file ends at byte " + size;
        }
        try {
            source.readFully(position, into, offset, length);
            return null;
        } catch (ClosedChannelException | InterruptedIOException e) {
            throw e;
        } catch (EOFException e) {
            return e.getMessage() == null ? "the file ends before byte " + (position + length) : e.getMessage();
        } catch (IOException e) {
            return "cannot be read: " + FileErrors.reason(e);
        } catch (RuntimeException e) {
            return "cannot be read: " + e;
        }
    }

    /**
     * Whether the source begins with these bytes.
     *
     * @throws CorruptTraceException when its first bytes cannot be read
     */
    public boolean startsWith(byte[] magic) throws IOException {
        if (size < magic.length) {
            return false;
        }
        byte[] start = new byte[magic.length];
        String failure = read(0, start, 0, start.length);
        if (failure != null) {
            throw new CorruptTraceException(name, 0, failure);
        }
        return Arrays.equals(start, magic);
    }

    /** All bytes as a stream. Closing it leaves the source open. Not thread-safe. */
    public InputStream stream() {
        return new Stream(this);
    }

    @Override
    public void close() throws IOException {
        if (owned) {
            source.close();
        }
    }

    /** Thrown when the next bytes of a stream cannot be read. */
    public static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        private final long offset;
        private final String reason;

        UnreadableException(long offset, String reason) {
            super(reason + " (at byte " + offset + ")");
            this.offset = offset;
            this.reason = reason;
        }

        /** The offset of the unreadable bytes, or at most a few hundred bytes before them. */
        public long offset() {
            return offset;
        }

        /** Why they cannot be read. */
        public String reason() {
            return reason;
        }
    }

    private static final class Stream extends InputStream {
        private static final int SMALLEST_READ = 512;

        private final TraceBytes bytes;
        private long position;

        Stream(TraceBytes bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            int count = (int) Math.min(length, bytes.size - position);
            if (count <= 0) {
                return length == 0 ? 0 : -1;
            }
            String failure = bytes.read(position, into, offset, count);
            while (failure != null && count > SMALLEST_READ) {
                // The bytes before the unreadable ones are still returned.
                count = Math.max(SMALLEST_READ, count / 2);
                failure = bytes.read(position, into, offset, count);
            }
            if (failure != null) {
                throw new UnreadableException(position, failure);
            }
            position += count;
            return count;
        }
    }
}
