// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import com.sun.jna.Native;
import dev.gvtrace.text.FileNames;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * A file in memory without a name, which can be passed to another process and outlives this one there. Its content is
 * replaced as a whole: a process that is killed while it writes leaves the content before. One thread at a time.
 *
 * <p>Layout, big-endian: at 0 the content's position (8 bytes), length (4) and CRC-32 (4). Contents are written in
 * turns at 4 KiB and at 1 GiB; the file is sparse.
 */
public final class MemoryFile implements Closeable {
    /** The maximum number of bytes of a content. */
    public static final int MAX_BYTES = 64 << 20;

    private static final String NAME = "gvtrace";
    private static final int CLOSE_ON_EXEC = 1;
    private static final int HEAD_BYTES = 16;
    private static final long FIRST_AT = 4096;
    private static final long SECOND_AT = 1L << 30;

    private final FileDescriptor descriptor;
    private final FileChannel in;
    private final FileChannel out;
    private long at;

    private MemoryFile(FileDescriptor descriptor) {
        this.descriptor = descriptor;
        this.in = new FileInputStream(descriptor).getChannel();
        this.out = new FileOutputStream(descriptor).getChannel();
    }

    /**
     * Creates an empty one.
     *
     * @throws IOException when that is impossible, or the system call is missing
     */
    public static MemoryFile create() throws IOException {
        int number;
        try {
            number = Calls.memfd_create(NAME, CLOSE_ON_EXEC);
        } catch (LinkageError e) {
            throw new IOException("memfd_create is missing", e);
        }
        if (number < 0) {
            throw new IOException("memfd_create: error number " + Native.getLastError());
        }
        return adopt(number);
    }

    /** Takes over one that this process has inherited. */
    static MemoryFile adopt(int number) throws IOException {
        return new MemoryFile(FileDescriptorCast.unsafeUsing(number).getFileDescriptor());
    }

    /** True if the descriptor belongs to a file of this kind. */
    static boolean isOne(int number) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(number)));
            return FileNames.text(target).startsWith("/memfd:" + NAME + " ");
        } catch (IOException e) {
            return false;
        }
    }

    /** For passing it to another process. */
    FileDescriptor fileDescriptor() {
        return descriptor;
    }

    /** Replaces the content. */
    public void write(byte[] content) throws IOException {
        if (content.length > MAX_BYTES) {
            throw new IOException("content of " + content.length + " bytes, expected at most " + MAX_BYTES);
        }
        long next = at == FIRST_AT ? SECOND_AT : FIRST_AT;
        put(ByteBuffer.wrap(content), next);
        CRC32 sum = new CRC32();
        sum.update(content);
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES)
                .putLong(next)
                .putInt(content.length)
                .putInt((int) sum.getValue())
                .flip();
        put(head, 0);
        at = next;
    }

    private void put(ByteBuffer bytes, long position) throws IOException {
        long to = position;
        while (bytes.hasRemaining()) {
            to += out.write(bytes, to);
        }
    }

    /** The content; null if there is none yet, or it is damaged. */
    public byte @Nullable [] read() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        if (!get(head, 0)) {
            return null;
        }
        long from = head.getLong();
        int length = head.getInt();
        if ((from != FIRST_AT && from != SECOND_AT) || length < 0 || length > MAX_BYTES) {
            return null;
        }
        ByteBuffer content = ByteBuffer.allocate(length);
        if (!get(content, from)) {
            return null;
        }
        CRC32 sum = new CRC32();
        sum.update(content.array());
        if ((int) sum.getValue() != head.getInt()) {
            return null;
        }
        at = from;
        return content.array();
    }

    private boolean get(ByteBuffer into, long position) throws IOException {
        long from = position;
        while (into.hasRemaining()) {
            int read = in.read(into, from);
            if (read < 0) {
                return false;
            }
            from += read;
        }
        into.flip();
        return true;
    }

    @Override
    public void close() throws IOException {
        try (FileChannel last = in) {
            out.close();
        }
    }

    /** Apart from {@link LinuxCalls}, because old libraries lack it. */
    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {}

        @SuppressWarnings("checkstyle:MethodName")
        static native int memfd_create(String name, int flags);
    }
}
