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
import java.nio.channels.FileLock;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second recorder out of a directory: two would delete each other's open files. The lock is on the file {@code
 * .lock} and ends with the process in any case; the file stays, with the pid of the last holder.
 */
public final class DirectoryLock implements Closeable {
    static final String NAME = ".lock";

    /** Before the pid of a process that holds the lock for a moment only. */
    private static final String BRIEFLY = "briefly ";

    /** How long to wait for such a process. */
    private static final int ATTEMPTS = 100;

    /** {@link #isRecordedTo} holds the lock even shorter, without a pid. */
    private static final int ATTEMPTS_WITH_A_RECORDER = 2;

    private static final long PAUSE_NS = 50_000_000;

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
        DirectoryLock lock = taken(directory, log);
        try {
            lock.open("");
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

    private static DirectoryLock taken(Path directory, Consumer<String> log) throws IOException {
        DirectoryLock lock = new DirectoryLock(directory.toRealPath(), directory, log);
        if (HERE.putIfAbsent(lock.key, lock) != null) {
            throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
        }
        return lock;
    }

    /**
     * Locks a directory for a moment, to change something that belongs to the recorder. A recorder that starts
     * meanwhile waits.
     *
     * @throws DirectoryException when a recorder has it
     * @throws IOException when it cannot be locked
     */
    public static DirectoryLock takeBriefly(Path directory) throws IOException {
        DirectoryLock lock = taken(directory, line -> {});
        try {
            lock.open(BRIEFLY);
            return lock;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** Whether a recorder has locked the directory, as far as this process can tell. */
    public static boolean isRecordedTo(Path directory) {
        try {
            if (HERE.containsKey(directory.toRealPath())) {
                return true;
            }
            try (FileChannel file = FileChannel.open(
                            directory.resolve(NAME), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                    FileLock free = file.tryLock(0, Long.MAX_VALUE, true)) {
                return free == null;
            }
        } catch (IOException e) {
            return false;
        }
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
            open("");
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

    private void open(String purpose) throws IOException {
        Path file = directory.resolve(NAME);
        FileChannel opened = FileChannel.open(
                file, OPTIONS, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        channel = opened;
        for (int attempt = 0; opened.tryLock() == null; attempt++) {
            String holder = holder(opened);
            if (attempt >= (holder.startsWith(BRIEFLY) ? ATTEMPTS : ATTEMPTS_WITH_A_RECORDER)) {
                throw inUse(directory, holder);
            }
            LockSupport.parkNanos(this, PAUSE_NS);
        }
        opened.truncate(0);
        String mine = purpose + ProcessHandle.current().pid() + "\n";
        opened.write(ByteBuffer.wrap(mine.getBytes(StandardCharsets.US_ASCII)), 0);
        fileKey = fileKeyOrNull(file);
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_PID_BYTES);
        file.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
        return pid.matches("(" + BRIEFLY + ")?\\d+") ? pid : "unknown";
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
