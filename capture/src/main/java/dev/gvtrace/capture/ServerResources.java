// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.DirectoryException;
import dev.gvtrace.capture.files.DirectoryLock;
import dev.gvtrace.capture.files.Ledger;
import dev.gvtrace.capture.handover.ServiceManager;
import dev.gvtrace.capture.receive.PacketMemory;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.capture.system.PrivateDirectory;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.capture.system.WorldWritable;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Resources that a recorder holds from start to end: socket, memory for packets, the lock on its directory, and the
 * ledger.
 *
 * @param clock returns the times of ledger lines
 * @param manager holds sockets for this recorder and the next
 */
record ServerResources(
        SeqpacketListener socket,
        PacketMemory memory,
        WallClock clock,
        DirectoryLock lock,
        Ledger ledger,
        ServiceManager manager) {
    /**
     * Opens all of them, or none. The directory has to exist.
     *
     * @throws IOException when the socket is in use or cannot be made, the directory is in use, or the ledger cannot be
     *     written
     */
    static ServerResources open(CaptureOptions options, ServiceManager manager, Consumer<String> log)
            throws IOException {
        Path temporary = temporary();
        PacketMemory memory = PacketMemory.open(temporary, options.limits().bufferBytes());
        SeqpacketListener socket = null;
        DirectoryLock lock = null;
        try {
            socket = listen(options.socket(), manager);
            lock = DirectoryLock.take(options.directory(), log);
            warnIfWorldWritable(options, temporary, log);
            WallClock clock = new WallClock();
            // after the socket, so that a recorder that cannot listen does not add its start to the ledger
            return new ServerResources(socket, memory, clock, lock, openLedger(options, clock, log), manager);
        } catch (IOException | RuntimeException | Error e) {
            release(socket, lock, memory);
            throw e;
        }
    }

    private static void warnIfWorldWritable(CaptureOptions options, Path temporary, Consumer<String> log) {
        Path socketDirectory = options.socket().toAbsolutePath().getParent();
        if (socketDirectory != null) {
            WorldWritable.warn("the socket is in", socketDirectory, false, log);
        }
        WorldWritable.warn("the traces are in", options.directory(), false, log);
        WorldWritable.warn("temporary files are in", temporary, true, log);
    }

    /** Directory for temporary files. */
    static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** After a failed start: releases everything for another recorder. */
    void release() {
        release(socket, lock, memory);
    }

    private static void release(@Nullable Closeable... held) {
        for (Closeable each : held) {
            if (each != null) {
                closeQuietly(each);
            }
        }
    }

    /** Closes a resource and ignores errors. */
    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // nothing more can be done
        }
    }

    private static Ledger openLedger(CaptureOptions options, WallClock clock, Consumer<String> log) throws IOException {
        try {
            return Ledger.open(options.directory(), options.writer(), clock, log);
        } catch (IOException e) {
            String what = FileErrors.text(options.directory().resolve(LedgerWriter.FILE_NAME), e);
            throw new DirectoryException("ledger cannot be written: " + what, e);
        }
    }

    private static SeqpacketListener listen(Path path, ServiceManager manager) throws IOException {
        try {
            return manager.listen(path);
        } catch (IOException e) {
            throw new IOException("cannot listen: " + FileErrors.text(path, e), e);
        }
    }

    /**
     * Creates it if it is missing. Returns the real path: a symbolic link is followed now, and not again after it
     * changes.
     */
    static Path makeDirectory(Path directory) throws DirectoryException {
        try {
            PrivateDirectory.createIfMissing(directory);
        } catch (IOException e) {
            throw new DirectoryException("directory cannot be made: " + FileErrors.text(directory, e), e);
        }
        if (!Files.isWritable(directory)) {
            throw new DirectoryException(FileNames.text(directory) + ": directory cannot be written", null);
        }
        try {
            return Files.isSymbolicLink(directory) ? directory.toRealPath() : directory;
        } catch (IOException e) {
            throw new DirectoryException("directory cannot be found: " + FileErrors.text(directory, e), e);
        }
    }
}
