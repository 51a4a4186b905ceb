// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import dev.gvtrace.capture.system.PrivateDirectory;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
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
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * A listening SEQPACKET socket at a path, mode 0600. One thread accepts; any thread may close. A file that is already
 * at the path is removed only if it is a socket on which nothing listens. The file of a socket that the service manager
 * made is never removed, and the socket stays open there.
 */
public final class SeqpacketListener implements Closeable {
    /** Connections that the kernel keeps waiting for {@link #accept}. */
    private static final int BACKLOG = 128;

    /** How often a thread that accepts checks whether the listener was closed. */
    private static final int CLOSED_CHECK_MILLIS = 100;

    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_SOCKET = 0140000;

    /** For accepting connections that were made through a removed file. */
    private static final long LAST_ACCEPTS_MILLIS = 100;

    private final Path path;
    private volatile Bound bound;
    private volatile boolean closed;

    /**
     * A listening socket.
     *
     * @param number of its descriptor
     * @param identity of its file; null if it has none any more
     * @param isOwn false if the service manager made it
     */
    private record Bound(
            AFUNIXDatagramSocket socket,
            int number,
            @Nullable Object identity,
            boolean isOwn) {}

    private SeqpacketListener(Path path, Bound bound) {
        this.path = path;
        this.bound = bound;
    }

    /** What is at the path for a recorder's socket. */
    public enum Use {
        /** Nothing. */
        ABSENT,
        /** A file that is not a socket. */
        OTHER_FILE,
        /** A socket on which nothing listens. */
        STALE,
        /** A socket on which a process listens, possibly of another type than SEQPACKET. */
        LISTENING
    }

    /**
     * Binds and listens. Missing parent directories are created, mode 0700.
     *
     * @throws IOException when the path is too long, a process listens there, or something other than a stale socket is
     *     there
     */
    public static SeqpacketListener open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        SocketPath.address(absolute);
        makeParents(absolute);
        removeStale(absolute);
        return new SeqpacketListener(absolute, bind(absolute));
    }

    /**
     * Takes over a socket on which the service manager listens. Its file is not changed.
     *
     * @param path where it is expected to listen
     * @throws IOException when it is not a listening SEQPACKET socket, or is bound elsewhere; then it is closed
     */
    public static SeqpacketListener adopt(InheritedDescriptor inherited, Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        String expected = ", expected one of type SEQPACKET that listens on " + FileNames.text(absolute);
        if (!inherited.isListening() || !LinuxCalls.isSeqpacket(inherited.number())) {
            String what = inherited.text();
            inherited.close();
            throw new IOException(what + ": socket of another type" + expected);
        }
        AFUNIXDatagramSocket socket = Sockets.adopt(inherited.number());
        socket.setShutdownOnClose(false);
        try {
            Path there = boundTo(socket);
            if (there == null || !isSamePlace(there, absolute)) {
                throw new IOException("descriptor " + inherited.number() + " (" + inherited.name() + "): listens on "
                        + (there == null ? "no path" : FileNames.text(there)) + expected);
            }
            return new SeqpacketListener(
                    absolute, new Bound(socket, Sockets.number(socket), identityOrNull(absolute), false));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static @Nullable Path boundTo(AFUNIXDatagramSocket socket) {
        AFUNIXSocketAddress address = socket.getLocalSocketAddress();
        byte[] bytes = address == null ? new byte[0] : address.getPathAsBytes();
        return bytes.length == 0 || bytes[0] == 0 ? null : FileNames.path(EscapedText.decode(bytes));
    }

    /** Directories may have several names, such as {@code /run} and {@code /var/run}. */
    private static boolean isSamePlace(Path one, Path other) {
        if (one.equals(other)) {
            return true;
        }
        Path parent = one.getParent();
        Path otherParent = other.getParent();
        try {
            return one.isAbsolute()
                    && parent != null
                    && otherParent != null
                    && one.getFileName().equals(other.getFileName())
                    && Files.isSameFile(parent, otherParent);
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable Object identityOrNull(Path path) throws IOException {
        try {
            return identity(path);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
    }

    /**
     * Binds a temporary name and links it to the path: junixsocket's bind removes any file with the name, and another
     * process may have created one since the check.
     */
    private static Bound bind(Path absolute) throws IOException {
        Path own = hidden(absolute);
        AFUNIXDatagramSocket socket = Sockets.open();
        try {
            socket.setDeleteOnClose(false);
            socket.bind(SocketPath.address(own));
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
            // before it is visible: a socket that does not listen yet looks stale
            socket.listen(BACKLOG);
            Bound made = new Bound(socket, Sockets.number(socket), identity(own), true);
            Files.createLink(absolute, own);
            return made;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        } finally {
            Files.deleteIfExists(own);
        }
    }

    private static Path hidden(Path path) {
        return path.resolveSibling("." + Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 32, 36));
    }

    /** The path of the socket. */
    public Path path() {
        return path;
    }

    /**
     * Waits for a connection.
     *
     * @throws ClosedChannelException when the listener was closed
     * @throws IOException for anything else, such as too many open files; the listener stays usable
     */
    public SeqpacketConnection accept() throws IOException {
        while (true) {
            Bound now = bound;
            if (!awaitConnection(now)) {
                continue;
            }
            try {
                return SeqpacketConnection.of(
                        (AFUNIXDatagramSocket) now.socket().accept());
            } catch (SocketException e) {
                if (closed) {
                    throw new ClosedChannelException();
                }
                if (now == bound) {
                    if (now.socket().isClosed()) {
                        throw new ClosedChannelException();
                    }
                    throw e;
                }
            }
        }
    }

    /**
     * Closing does not wake a thread that accepts on a socket which stays open elsewhere, so that one does not block.
     * False if another socket has taken this one's place and nothing waits on this one.
     */
    private boolean awaitConnection(Bound now) throws ClosedChannelException {
        while (LinuxCalls.areAvailable()) {
            boolean waits = LinuxCalls.awaitInput(now.number(), CLOSED_CHECK_MILLIS);
            if (closed) {
                throw new ClosedChannelException();
            }
            if (waits) {
                return true;
            }
            if (bound != now) {
                return false;
            }
        }
        return true;
    }

    /** True if the service manager made the socket: it listens on while no recorder runs. */
    public boolean isInherited() {
        return !bound.isOwn();
    }

    /**
     * Checks whether the path still leads to this socket, and listens there again if its file was deleted or replaced.
     * A file that is there now is removed only under the conditions of {@link #open}. One thread at a time.
     *
     * @return true if it had to listen again
     * @throws IOException when it has to listen again and cannot
     */
    public boolean restore() throws IOException {
        if (closed || isOurs()) {
            return false;
        }
        makeParents(path);
        removeStale(path);
        Bound before = bound;
        bound = bind(path);
        if (closed) {
            close(bound);
        }
        try {
            Thread.sleep(LAST_ACCEPTS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            before.socket().close();
        }
        return true;
    }

    private boolean isOurs() throws IOException {
        Object there;
        try {
            there = identity(path);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
        if (there.equals(bound.identity())) {
            return true;
        }
        // its times may have been changed
        if (use(path) != Use.LISTENING || !listensHere(path)) {
            return false;
        }
        bound = new Bound(bound.socket(), bound.number(), there, bound.isOwn());
        return true;
    }

    /** The kernel reports to both ends which process began to listen. */
    private boolean listensHere(Path path) {
        try (SeqpacketConnection connection = SeqpacketConnection.connect(path)) {
            long pid = bound.isOwn()
                    ? ProcessHandle.current().pid()
                    : bound.socket().getPeerCredentials().getPid();
            return connection.peer().pid() == pid;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Stops listening and removes the socket file, if it is still this listener's. A socket of the service manager
     * stays as it is.
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        close(bound);
    }

    private void close(Bound last) throws IOException {
        try {
            if (last.isOwn() && identity(path).equals(last.identity())) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // removed by another process
        } finally {
            last.socket().close();
        }
    }

    /** Includes the times, because inode numbers are reused. */
    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, "unix:dev,ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    }

    private static void makeParents(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            return;
        }
        if (Files.exists(parent) && !Files.isDirectory(parent)) {
            throw new NotDirectoryException(FileNames.text(parent));
        }
        PrivateDirectory.createIfMissing(parent);
    }

    private static void removeStale(Path path) throws IOException {
        Object judged = Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? identity(path) : null;
        // symbolic links are not followed, so that their targets are never removed
        Use use = Files.isSymbolicLink(path) ? Use.OTHER_FILE : use(path);
        switch (use) {
            case OTHER_FILE ->
                throw new IOException(FileNames.text(path) + ": " + kind(path) + ", not a socket; it is left alone");
            case LISTENING -> throw new IOException(FileNames.text(path) + ": another process listens on this socket");
            case STALE -> takeAway(path, judged);
            case ABSENT -> {}
        }
    }

    /** Removes that file and no other: another process may have put its own socket in its place meanwhile. */
    private static void takeAway(Path path, @Nullable Object judged) throws IOException {
        Path aside = hidden(path);
        try {
            Files.move(path, aside);
        } catch (NoSuchFileException e) {
            return;
        }
        try {
            if (!identity(aside).equals(judged)) {
                Files.createLink(path, aside);
                throw new IOException(FileNames.text(path) + ": another process has begun to listen on this socket");
            }
        } finally {
            Files.delete(aside);
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
     * Checks what is there. If it is a socket, connects for a moment; a recorder does not log that.
     *
     * @throws IOException when that cannot be determined
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
            throw new IOException(
                    FileNames.text(path) + ": cannot determine whether the socket is in use: " + message, e);
        }
    }
}
