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
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
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
        AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance(AFSocketType.SOCK_SEQPACKET);
        try {
            socket.setDeleteOnClose(false);
            socket.bind(SocketPath.address(absolute));
            // nobody can connect before listen
            Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rw-------"));
            socket.listen(BACKLOG);
            return new SeqpacketListener(socket, absolute);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw new IOException(absolute + ": can't listen: " + e.getMessage(), e);
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
        if (parent != null && !Files.exists(parent)) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static void removeStale(Path path) throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        Object mode = attributes.get("mode");
        if (!(mode instanceof Integer bits) || (bits & TYPE_MASK) != TYPE_SOCKET) {
            throw new IOException(path + ": exists and is not a socket; it is left alone");
        }
        if (isListening(path)) {
            throw new IOException(path + ": another process listens on this socket");
        }
        Files.delete(path);
    }

    /** True if a SEQPACKET listener, or another kind of socket that is in use, is at the path. */
    public static boolean isListening(Path path) throws IOException {
        try {
            SeqpacketConnection.connect(path).close();
            return true;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("refused") || e instanceof NoSuchFileException || !Files.exists(path)) {
                return false;
            }
            if (message.contains("Protocol wrong type")) {
                return true;
            }
            throw new IOException(path + ": can't tell whether anybody listens: " + message, e);
        }
    }
}
