// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.text.ByteText;
import org.jspecify.annotations.Nullable;

/**
 * One open descriptor. When the number refers to another file, the table gets a new object; processes that inherited
 * the descriptor share it. Only {@link StateBuilder} changes it.
 *
 * <p>More than six parameters, because a shared descriptor is immutable.
 */
public final class FdInfo {
    private static final byte[] NO_BYTES = {};

    private final int number;
    private final Kind kind;
    private final int openFlags;
    private final boolean closeOnExec;
    private final @Nullable SocketInfo socket;
    private final String rawName;
    private String name;
    private String sentryPath = "";
    private byte[] sentryBytes = NO_BYTES;
    private long ino;
    private int epoch;
    /** The call that created it was not seen, which is still to be reported. */
    boolean unopened;
    /** When the number was assigned to it, see {@link SandboxState#clock}; 0 if that was not seen. */
    long madeAt;
    /** When it was last counted, see {@link MemoryBudget}. */
    int counted;

    FdInfo(int number, Kind kind, String name, String rawName, int openFlags, boolean closeOnExec, int epoch) {
        this.number = number;
        this.kind = kind;
        this.name = name;
        this.rawName = rawName;
        this.openFlags = openFlags;
        this.closeOnExec = closeOnExec;
        this.epoch = epoch;
        this.socket = null;
    }

    /** A descriptor of a socket. */
    FdInfo(int number, SocketInfo socket, boolean closeOnExec, int epoch) {
        this.number = number;
        this.kind = Kind.UNKNOWN;
        this.name = "";
        this.rawName = "";
        this.openFlags = 0;
        this.closeOnExec = closeOnExec;
        this.epoch = epoch;
        this.socket = socket;
    }

    private FdInfo(FdInfo other, int number, boolean closeOnExec) {
        this.number = number;
        this.kind = other.kind;
        this.name = other.name;
        this.rawName = other.rawName;
        this.openFlags = other.openFlags;
        this.closeOnExec = closeOnExec;
        this.epoch = other.epoch;
        this.socket = other.socket;
        this.sentryPath = other.sentryPath;
        this.sentryBytes = other.sentryBytes;
        this.ino = other.ino;
        this.madeAt = other.madeAt;
    }

    /** The same open file under another number, or with another close-on-exec flag. */
    FdInfo as(int newNumber, boolean newCloseOnExec) {
        return new FdInfo(this, newNumber, newCloseOnExec);
    }

    void setSentryPath(String path, int atEpoch) {
        sentryPath = path;
        sentryBytes = ByteText.bytes(path);
        epoch = atEpoch;
    }

    void setName(String newName) {
        name = newName;
    }

    void setIno(long newIno) {
        ino = newIno;
    }

    /** The bytes of the Sentry's path. */
    byte[] sentryBytes() {
        return sentryBytes;
    }

    /** The number of losses when the descriptor was last known to refer to this file. */
    int epoch() {
        return epoch;
    }

    /** The kind of file of a descriptor: fd.type and fd.typechar. */
    public enum Kind {
        FILE("file", 'f'),
        DIRECTORY("directory", 'd'),
        IPV4("ipv4", '4'),
        IPV6("ipv6", '6'),
        UNIX("unix", 'u'),
        PIPE("pipe", 'p'),
        EVENT("event", 'e'),
        SIGNALFD("signalfd", 's'),
        EVENTPOLL("eventpoll", 'l'),
        INOTIFY("inotify", 'i'),
        TIMERFD("timerfd", 't'),
        NETLINK("netlink", 'n'),
        BPF("bpf", 'b'),
        USERFAULTFD("userfaultfd", 'u'),
        IO_URING("io_uring", 'r'),
        MEMFD("memfd", 'm'),
        PIDFD("pidfd", 'P'),
        UNKNOWN("<NA>", 'o');

        private final String text;
        private final char letter;

        Kind(String text, char letter) {
            this.text = text;
            this.letter = letter;
        }

        /** The value of fd.type. */
        public String text() {
            return text;
        }

        /** The value of fd.typechar. */
        public char letter() {
            return letter;
        }

        /** True for IPv4 and IPv6 sockets. */
        public boolean isIp() {
            return this == IPV4 || this == IPV6;
        }
    }

    /** The descriptor's number. */
    public int number() {
        return number;
    }

    /** The kind of its file. */
    public Kind kind() {
        return socket == null ? kind : socket.kind();
    }

    /** fd.name: the path as opened and normalised, the tuple of a socket, "" for pipes and the like. */
    public String name() {
        return socket == null ? name : socket.name();
    }

    /** The start of names relative to it: its name, otherwise the Sentry's path; "" if neither is known. */
    String place() {
        return !name.isEmpty() || !sentryPath.startsWith("/") ? name : sentryPath;
    }

    /** The path as passed by the program, without repeated slashes; "" if it was not opened by a path. */
    public String rawName() {
        return rawName;
    }

    /** The flags it was opened with, in Linux's numbers on the sandbox's architecture. */
    public int openFlags() {
        return openFlags;
    }

    /** True if an execve closes it. */
    public boolean closeOnExec() {
        return closeOnExec;
    }

    /** Its path in the Sentry's last fd_path or fd_info; "" without one. */
    public String sentryPath() {
        return sentryPath;
    }

    /** The inode, or 0 if unknown; negative for a pipe of unknown inode, the same for both of its ends. */
    public long ino() {
        return ino;
    }

    /** The socket's facts; null for other files. */
    public @Nullable SocketInfo socket() {
        return socket;
    }
}
