// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import org.jspecify.annotations.Nullable;

/** The operations of a program of a process on a file, a socket or its pipes. */
final class Access {
    /** The approximate memory for it, in bytes. */
    static final long BYTES = 280;

    private static final int ACCESS_MODE = 3;
    private static final int CREATE = 0x40;
    private static final int CREATE_NEW = 0xc0;
    private static final int TRUNCATE = 0x200;

    private final User user;
    private final String kind;
    private final @Nullable String path;
    private final @Nullable SocketLife socket;
    private final Moment first;
    private @Nullable Moment read;
    private @Nullable Moment write;
    private @Nullable Moment lastWrite;
    private @Nullable String resolved;
    private @Nullable String error;
    private long opens;
    private long failed;
    private long reads;
    private long writes;
    private long bytesRead;
    private long bytesWritten;
    private boolean writable;
    private boolean truncated;
    private boolean created;
    private boolean mayBeCreated;

    /** An event: its number and time, ns since the epoch. */
    record Moment(long event, long ns) {}

    /**
     * A program of a process.
     *
     * @param startNs when the process began, ns since the epoch; 0 if unknown
     * @param name the name of the process while it ran the program
     * @param container the short id; "" if unknown
     */
    record User(int pid, long startNs, String name, String container) {}

    /** An access to a file or pipe; path is null for a pipe. */
    Access(User user, String kind, @Nullable String path, Moment first) {
        this(user, kind, path, null, first);
    }

    /** An access to a socket. */
    Access(User user, SocketLife socket, Moment first) {
        this(user, "socket", null, socket, first);
    }

    private Access(User user, String kind, @Nullable String path, @Nullable SocketLife socket, Moment first) {
        this.user = user;
        this.kind = kind;
        this.path = path;
        this.socket = socket;
        this.first = first;
    }

    /** Records an open with these flags. */
    void opened(int flags, Moment when) {
        opens++;
        created |= (flags & CREATE_NEW) == CREATE_NEW;
        mayBeCreated |= (flags & CREATE) != 0;
        writable |= (flags & ACCESS_MODE) != 0;
        if ((flags & ACCESS_MODE) != 0 && ((flags & TRUNCATE) != 0 || (flags & CREATE_NEW) == CREATE_NEW)) {
            truncated |= (flags & TRUNCATE) != 0;
            wrote(when);
        }
    }

    /** Records the path as the Sentry resolved it. */
    void resolved(String sentryPath) {
        if (sentryPath.startsWith("/") && !sentryPath.equals(path)) {
            resolved = sentryPath;
        }
    }

    /** Records a failed open with the name of its error. */
    void failed(String name) {
        failed++;
        error = name;
    }

    /** Records a read of that many bytes. */
    void read(long bytes, Moment when) {
        reads++;
        bytesRead += bytes;
        if (read == null && bytes > 0) {
            read = when;
        }
    }

    /** Records a write of that many bytes. */
    void written(long bytes, Moment when) {
        writes++;
        bytesWritten += bytes;
        if (bytes > 0) {
            wrote(when);
        }
    }

    private void wrote(Moment when) {
        write = write == null ? when : write;
        lastWrite = when;
    }

    User user() {
        return user;
    }

    String kind() {
        return kind;
    }

    /** The path, or the other end of a socket; null if unknown. */
    @Nullable
    String target() {
        return socket == null ? path : socket.remote();
    }

    /** The path as the Sentry resolved it; null if that is the same or unknown. */
    @Nullable
    String resolved() {
        return resolved;
    }

    /** The process that made the socket; 0 if it is none or unknown. */
    int maker() {
        return socket == null ? 0 : socket.pid();
    }

    Moment first() {
        return first;
    }

    /** The first event that read bytes; null if none did. */
    @Nullable
    Moment read() {
        return read;
    }

    /** The first event that wrote bytes, created or truncated; null if none did. */
    @Nullable
    Moment write() {
        return write;
    }

    /** The last of these. */
    @Nullable
    Moment lastWrite() {
        return lastWrite;
    }

    long opens() {
        return opens;
    }

    long failures() {
        return failed;
    }

    /** The error of the last open that failed; null if none did. */
    @Nullable
    String error() {
        return error;
    }

    long reads() {
        return reads;
    }

    long writes() {
        return writes;
    }

    long bytesRead() {
        return bytesRead;
    }

    long bytesWritten() {
        return bytesWritten;
    }

    /** True if it was opened for writing. */
    boolean isWritable() {
        return writable;
    }

    /** True if an open truncated it. */
    boolean isTruncated() {
        return truncated;
    }

    /** True if an open certainly created it. */
    boolean isCreated() {
        return created;
    }

    /** True if an open created it, or would have if it had not existed. */
    boolean mayBeCreated() {
        return mayBeCreated;
    }
}
