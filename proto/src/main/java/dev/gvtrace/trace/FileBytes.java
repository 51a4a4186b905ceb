// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file on disk, opened for reading. */
final class FileBytes implements BytesAt {
    private final String name;
    private final FileChannel channel;
    private final long size;

    private FileBytes(String name, FileChannel channel) throws IOException {
        this.name = name;
        this.channel = channel;
        this.size = channel.size();
    }

    static FileBytes open(Path path, String name) throws IOException {
        FileChannel channel = channel(path, name);
        try {
            return new FileBytes(name, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel channel(Path path, String name) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (FileSystemException e) {
            throw named(e, name);
        }
    }

    /** The same exception about the file of that name: the system's has it as the locale shows it. */
    static FileSystemException named(FileSystemException e, String name) {
        FileSystemException named = e instanceof NoSuchFileException
                ? new NoSuchFileException(name)
                : e instanceof AccessDeniedException
                        ? new AccessDeniedException(name)
                        : new FileSystemException(name, null, e.getReason());
        named.initCause(e);
        return named;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public @Nullable String read(long position, byte[] into, int offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(into, offset, length);
        long at = position;
        try {
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    return "the file ends at byte " + at;
                }
                at += count;
            }
            return null;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return "cannot be read: " + e.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
