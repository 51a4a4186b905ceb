// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second recorder out of a directory: two would delete each other's open files. The lock is on the file {@code
 * .lock} and ends with the process in any case; the file stays, with the pid of the last holder.
 */
public final class DirectoryLock implements Closeable {
    static final String NAME = ".lock";

    private static final int MAX_PID_BYTES = 32;
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /** Directories locked by this process, because the system's lock does not exclude the same process. */
    private static final Map<Path, DirectoryLock> HERE = new ConcurrentHashMap<>();

    private final Path key;
    private final Path directory;
    private final Consumer<String> log;
    private volatile @Nullable FileChannel channel;
    private @Nullable Object fileKey;
    private final RepeatedFailure failures;

    private DirectoryLock(Path key, Path directory, Consumer<String> log) {
        this.key = key;
        this.directory = directory;
        this.log = log;
        this.failures = new RepeatedFailure(log);
    }

    /**
     * Locks a directory. Where that is impossible, as on some network file systems, it logs that and continues without
     * a lock.
     *
     * @throws DirectoryException when another recorder has it
     */
    public static DirectoryLock take(Path directory, Consumer<String> log) throws IOException {
        DirectoryLock lock = new DirectoryLock(directory.toRealPath(), directory, log);
        if (HERE.putIfAbsent(lock.key, lock) != null) {
            throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
        }
        try {
            lock.open();
        } catch (DirectoryException e) {
            lock.close();
            throw e;
        } catch (IOException e) {
            lock.closeChannel();
            log.accept(FileNames.text(directory) + ": cannot be locked (" + FileErrors.reason(e)
                    + "); make sure that no other recorder writes there. Only sealed traces are ever deleted");
        }
        return lock;
    }

    /**
     * Locks the directory again when the file or the directory was removed, and logs when another recorder was faster.
     * For one thread.
     */
    public void follow() {
        if (fileKey == null || fileKey.equals(fileKeyOrNull(directory.resolve(NAME)))) {
            return;
        }
        closeChannel();
        try {
            open();
            failures.attempted(null);
            log.accept(FileNames.text(directory) + ": the lock on it was removed; locked again");
        } catch (IOException e) {
            closeChannel();
            String reason = e instanceof DirectoryException ? e.getMessage() : FileErrors.reason(e);
            failures.attempted(
                    FileNames.text(directory) + ": the lock on it was removed, and it cannot be locked again: " + reason
                            + ". It is tried again; only sealed traces are deleted meanwhile");
        }
    }

    private static @Nullable Object fileKeyOrNull(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private void open() throws IOException {
        Path file = directory.resolve(NAME);
        FileChannel opened = FileChannel.open(
                file, OPTIONS, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        channel = opened;
        if (opened.tryLock() == null) {
            throw inUse(directory, holder(opened));
        }
        opened.truncate(0);
        opened.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        fileKey = fileKeyOrNull(file);
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_PID_BYTES);
        file.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
        return pid.matches("\\d+") ? pid : "unknown";
    }

    private static DirectoryException inUse(Path directory, String pid) {
        return new DirectoryException(
                FileNames.text(directory) + ": another recorder (process " + pid
                        + ") records there; each needs a directory of its own",
                null);
    }

    /** True while the directory is locked, so that no other recorder can use it. Thread-safe. */
    public boolean isHeld() {
        return channel != null;
    }

    private void closeChannel() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // the lock ends with the process then
            }
        }
    }

    @Override
    public void close() {
        closeChannel();
        HERE.remove(key, this);
    }
}
