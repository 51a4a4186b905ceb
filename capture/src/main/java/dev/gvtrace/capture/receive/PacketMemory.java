// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import dev.gvtrace.capture.system.FileSizeLimit;
import dev.gvtrace.trace.FileErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;

/**
 * Memory for the buffers of connections: large, but only used pages take memory. Java fills a new direct buffer with
 * zeros, so that it takes all of its memory at once; with hundreds of idle sandboxes that would be gigabytes. Therefore
 * each buffer is a private (copy-on-write) mapping of one sparse file that has no name and is never written to. Memory
 * that is given back is reused. Thread-safe.
 */
public final class PacketMemory implements Closeable {
    private static final int MIB = 1 << 20;

    private final FileChannel file;
    private final int bytes;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    private PacketMemory(FileChannel file, int bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * Memory in pieces of this size.
     *
     * @param directory where the file is created
     * @param bytes size of each piece
     * @throws IOException when there is no space for it, or no such directory
     */
    public static PacketMemory open(Path directory, int bytes) throws IOException {
        return open(directory, bytes, FileSizeLimit.bytes());
    }

    static PacketMemory open(Path directory, int bytes, long fileSizeLimit) throws IOException {
        if (fileSizeLimit < bytes) {
            throw new IOException("cannot create the buffer in the temporary directory: it needs a file of " + bytes
                    + " bytes, and " + fileSizeLimit + " are allowed (ulimit -f, LimitFSIZE of systemd)");
        }
        try {
            return make(directory, bytes);
        } catch (IOException e) {
            throw new IOException(
                    "cannot create the buffer in the temporary directory: " + FileErrors.text(directory, e), e);
        }
    }

    private static PacketMemory make(Path directory, int bytes) throws IOException {
        Path name = Files.createTempFile(directory, "gvtrace-", ".buffer");
        FileChannel file = FileChannel.open(
                name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        Files.deleteIfExists(name);
        try {
            if (mayBeInMemory(name)) {
                // a hole in a full tmpfs cannot be read; in a file system on a disk it can
                fill(file, bytes);
            }
            PacketMemory memory = new PacketMemory(file, bytes);
            // sets the file's size, so that it fails now and not at each connection
            memory.giveBack(memory.take());
            return memory;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static boolean mayBeInMemory(Path file) {
        try {
            return Files.getFileStore(file.getParent()).type().equals("tmpfs");
        } catch (IOException e) {
            // a mount that is not listed in /proc
            return true;
        }
    }

    private static void fill(FileChannel file, int bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(MIB);
        for (int at = 0; at < bytes; at += zeros.position()) {
            file.write(zeros.clear(), at);
        }
    }

    /** A piece of memory with arbitrary content. */
    public synchronized ByteBuffer take() throws IOException {
        ByteBuffer used = free.pollLast();
        return used != null ? used : file.map(MapMode.PRIVATE, 0, bytes);
    }

    /** Gives a piece back, which is then no longer used. */
    public synchronized void giveBack(ByteBuffer memory) {
        free.addLast(memory);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
