// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines, mode 0600 if it is made here. Lines are appended. When the file was moved or removed, as for
 * rotation, or on SIGHUP, the next line is written to a new one. A line that could not be written whole is removed
 * again.
 */
public final class FileDestination implements Destination {
    private static final long CHECK_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private @Nullable FileChannel channel;
    private @Nullable Object identity;
    private long checkedNs;
    private volatile boolean reopen;

    /** A file that is opened with the first line. */
    public FileDestination(Path path) {
        this.path = path;
    }

    @Override
    public String name() {
        return FileNames.text(path);
    }

    @Override
    public void deliver(byte[] encoded) throws IOException {
        try {
            write(encoded);
        } catch (IOException e) {
            close();
            throw new IOException(FileErrors.reason(e), e);
        }
    }

    private void write(byte[] encoded) throws IOException {
        FileChannel to = current();
        long end = to.size();
        ByteBuffer rest = ByteBuffer.wrap(encoded);
        try {
            while (rest.hasRemaining()) {
                to.write(rest);
            }
        } catch (IOException e) {
            if (rest.position() > 0) {
                to.truncate(end);
            }
            throw e;
        }
    }

    private FileChannel current() throws IOException {
        FileChannel open = channel;
        if (open != null && !reopen && isStillThere()) {
            return open;
        }
        close();
        reopen = false;
        FileChannel made = open();
        channel = made;
        identity = identity(path);
        checkedNs = System.nanoTime();
        endLastLine(made);
        return made;
    }

    private FileChannel open() throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException("not a regular file");
        }
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** After a crash the last line may not be whole. */
    private void endLastLine(FileChannel to) throws IOException {
        long size = to.size();
        if (size == 0) {
            return;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            in.read(last, size - 1);
        }
        if (last.get(0) != '\n') {
            to.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    private boolean isStillThere() throws IOException {
        long now = System.nanoTime();
        if (now - checkedNs < CHECK_NS) {
            return true;
        }
        checkedNs = now;
        try {
            return identity(path).equals(identity);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, "unix:dev,ino");
    }

    @Override
    public void refresh() {
        reopen = true;
    }

    @Override
    public void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // each line was written whole, or reported
            }
        }
    }
}
