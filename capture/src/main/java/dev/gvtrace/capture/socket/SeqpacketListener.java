// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.newsclub.net.unix.AFSocketType;
import org.newsclub.net.unix.AFUNIXDatagramSocket;

/**
 * A listening SEQPACKET socket at a path, mode 0600. One thread accepts; any thread may close. A file that is already at
 * the path is taken away only if it is a socket that nobody listens on.
 */
public final class SeqpacketListener implements Closeable {
    /** Connections that the kernel keeps waiting for {@link #accept}. */
    private static final int BACKLOG = 128;

    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_SOCKET = 0140000;

    private final AFUNIXDatagramSocket socket;
    private final Path path;
    private final Object identity;
    private volatile boolean closed;

    private SeqpacketListener(AFUNIXDatagramSocket socket, Path path) throws IOException {
        this.socket = socket;
        this.path = path;
        this.identity = identity(path);
    }

    /** What is at a path where a recorder is to listen. */
    public enum Use {
        /** Nothing. */
        ABSENT,
        /** A file that is not a socket. */
        OTHER_FILE,
        /** A socket that nobody listens on. */
        STALE,
        /** A socket that somebody listens on; of another type than SEQPACKET maybe. */
        LISTENING
    }

    /**
     * Binds and listens. Missing parent directories are made, mode 0700.
     *
     * @throws IOException when the path is too long, somebody listens there, or something else than a stale socket is there
     */
    public static SeqpacketListener open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        SocketPath.address(absolute);
        makeParents(absolute);
        removeStale(absolute);
        return bind(absolute);
    }

    /**
     * Binds a name of its own and links it to the path: junixsocket's bind takes away whatever file has the name, and another
     * process may have made one since it was looked for.
     */
    private static SeqpacketListener bind(Path absolute) throws IOException {
        Path own = absolute.resolveSibling("." + Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 32, 36));
        AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance(AFSocketType.SOCK_SEQPACKET);
        try {
            socket.setDeleteOnClose(false);
            socket.bind(SocketPath.address(own));
            // nobody can connect before listen
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
            Files.createLink(absolute, own);
            socket.listen(BACKLOG);
            return new SeqpacketListener(socket, absolute);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        } finally {
            Files.deleteIfExists(own);
        }
    }

    /** Where it listens. */
    public Path path() {
        return path;
    }

    /**
     * Waits for a connection.
     *
     * @throws ClosedChannelException when the listener was closed
     * @throws IOException for anything else, such as too many open files; the listener goes on
     */
    public SeqpacketConnection accept() throws IOException {
        try {
            return SeqpacketConnection.of((AFUNIXDatagramSocket) socket.accept());
        } catch (SocketException e) {
            if (closed || socket.isClosed()) {
                throw new ClosedChannelException();
            }
            throw e;
        }
    }

    /** Stops listening and removes the socket file, if it is still this listener's. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (identity.equals(identity(path))) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // somebody else took it away
        } finally {
            socket.close();
        }
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static void makeParents(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            return;
        }
        if (!Files.exists(parent)) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else if (!Files.isDirectory(parent)) {
            throw new NotDirectoryException(parent.toString());
        }
    }

    private static void removeStale(Path path) throws IOException {
        // a link is not followed: what it leads to is not ours to take away
        Use use = Files.isSymbolicLink(path) ? Use.OTHER_FILE : use(path);
        switch (use) {
            case OTHER_FILE -> throw new IOException(path + ": " + kind(path) + ", not a socket; it is left alone");
            case LISTENING -> throw new IOException(path + ": another process listens on this socket");
            case STALE -> Files.delete(path);
            case ABSENT -> {}
        }
    }

    private static String kind(Path path) {
        if (Files.isSymbolicLink(path)) {
            return "a symbolic link";
        }
        return Files.isDirectory(path)
                ? "a directory"
                : Files.isRegularFile(path) ? "a regular file" : "a special file";
    }

    /**
     * Looks what is there; connects for a moment if it is a socket, which a recorder of ours takes without a word.
     *
     * @throws IOException when that can't be told
     */
    public static Use use(Path path) throws IOException {
        Object mode;
        try {
            mode = Files.readAttributes(path, "unix:mode").get("mode");
        } catch (NoSuchFileException e) {
            return Use.ABSENT;
        }
        if (!(mode instanceof Integer bits) || (bits & TYPE_MASK) != TYPE_SOCKET) {
            return Use.OTHER_FILE;
        }
        try {
            SeqpacketConnection.connect(path).close();
            return Use.LISTENING;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("Protocol wrong type")) {
                return Use.LISTENING;
            }
            if (message.contains("refused")) {
                return Use.STALE;
            }
            if (!Files.exists(path)) {
                return Use.ABSENT;
            }
            throw new IOException(path + ": can't tell whether anybody listens: " + message, e);
        }
    }
}
