// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

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
 * Memory for the buffers of connections: large, but only the pages that were used take room. A direct buffer of Java's is
 * filled with zeros when it is made and so takes all of its room at once; with 500 idle sandboxes that would be
 * gigabytes. Therefore each buffer is a private (copy-on-write) mapping of one sparse file that has no name and into which
 * nothing is ever written. Memory that is given back is used again. Thread-safe.
 */
final class PacketMemory implements Closeable {
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
     * @param bytes size of each piece
     */
    static PacketMemory open(int bytes) throws IOException {
        Path name = Files.createTempFile("gvtrace-", ".buffer");
        FileChannel file = FileChannel.open(
                name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        Files.deleteIfExists(name);
        try {
            if (Files.getFileStore(name.getParent()).type().equals("tmpfs")) {
                // a hole in a full tmpfs can't be read; in a file system on a disk it can
                fill(file, bytes);
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        return new PacketMemory(file, bytes);
    }

    private static void fill(FileChannel file, int bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(MIB);
        for (int at = 0; at < bytes; at += zeros.position()) {
            file.write(zeros.clear(), at);
        }
    }

    /** A piece of memory with anything in it. */
    synchronized ByteBuffer take() throws IOException {
        ByteBuffer used = free.pollLast();
        return used != null ? used : file.map(MapMode.PRIVATE, 0, bytes);
    }

    /** Gives a piece back. Nobody may use it any more. */
    synchronized void giveBack(ByteBuffer memory) {
        free.addLast(memory);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
