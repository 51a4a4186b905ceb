// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.stream.FieldTable;

/**
 * Descriptor 0, 1 or 2 of a program at its start: FdInfo of sentry/execve, present if the session requests {@code
 * fd_info} and the descriptor was open. Valid as long as its message.
 */
public final class StandardFd {
    private static final int MODE = 1;
    private static final int INODE = 2;
    private static final int PATH = 3;
    private static final int SOCKET = 4;
    private static final int SOCKET_FAMILY = 1;
    private static final int SOCKET_LOCAL = 2;
    private static final int SOCKET_REMOTE = 3;

    private final TextPool pool;
    private final FieldTable fields = new FieldTable();
    private final FieldTable socket = new FieldTable();
    private final SocketEnd local = new SocketEnd();
    private final SocketEnd remote = new SocketEnd();
    private boolean present;

    StandardFd(TextPool pool) {
        this.pool = pool;
    }

    StandardFd read(FieldTable message, int field) {
        present = message.hasBytes(field);
        fields.scan(message.buffer(), message.offset(field), message.length(field));
        socket.scan(fields.buffer(), fields.offset(SOCKET), fields.length(SOCKET));
        return this;
    }

    /** True if the descriptor was open. */
    public boolean present() {
        return present;
    }

    /** The mode with the bits of the file type; no type bits for an anonymous descriptor. */
    public int mode() {
        return (int) fields.number(MODE);
    }

    /** The inode number, unsigned. */
    public long inode() {
        return fields.number(INODE);
    }

    /** The path, such as {@code /dev/pts/0}, {@code pipe:[7]} or {@code socket:[3]}. */
    public String path() {
        return pool.text(fields.buffer(), fields.offset(PATH), fields.length(PATH));
    }

    /** True if it was a socket. */
    public boolean isSocket() {
        return fields.hasBytes(SOCKET);
    }

    /** The socket's family, taken from the peer if there is one; 0 if it is not a socket. */
    public int socketFamily() {
        return (int) socket.number(SOCKET_FAMILY);
    }

    /** The socket's own end. */
    public SocketEnd local() {
        return local.read(socket, SOCKET_LOCAL);
    }

    /** The socket's other end. */
    public SocketEnd remote() {
        return remote.read(socket, SOCKET_REMOTE);
    }
}
