// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * System calls that neither Java nor junixsocket provides in the form needed here. Addresses are passed as numbers,
 * which JNA does not convert. Thread-safe.
 */
final class LinuxCalls {
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EPIPE = 32;
    private static final int ECONNRESET = 104;
    private static final long FIONREAD = 0x541B;
    /** POLLERR, POLLHUP, POLLNVAL and POLLRDHUP. */
    private static final int GONE = 0x8 | 0x10 | 0x20 | 0x2000;

    private static final int POLLIN = 0x1;
    private static final int POLLRDHUP = 0x2000;
    /** Of {@code pollfd}: int descriptor, short events, short revents. */
    private static final int EVENTS_AT = 4;

    private static final int REVENTS_AT = 6;
    private static final int POLLFD_BYTES = 8;

    private static final int SHUT_RD = 0;

    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int AF_UNIX = 1;
    private static final int O_CLOEXEC = 0x80000;
    private static final int SOCK_SEQPACKET = 5;

    private static final boolean AVAILABLE = bind();

    private LinuxCalls() {}

    private static boolean bind() {
        try {
            if (Native.POINTER_SIZE != Long.BYTES
                    || !System.getProperty("os.name").equals("Linux")) {
                return false;
            }
            Native.register(LinuxCalls.class, "c");
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** False where JNA cannot make the calls, or their layouts differ: then none may be made. */
    static boolean areAvailable() {
        return AVAILABLE;
    }

    /** The error of this thread's last call that returned -1; null if the call would only have blocked. */
    static @Nullable IOException failure(String call) {
        int error = Native.getLastError();
        if (error == EAGAIN || error == EINTR) {
            return null;
        }
        return new IOException(
                switch (error) {
                    case ECONNRESET -> "Connection reset by peer";
                    case EPIPE -> "Broken pipe";
                    default -> call + ": error number " + error;
                });
    }

    /** True if the other end sends no more. */
    static boolean isHungUp(int descriptor) {
        return (poll(descriptor, POLLRDHUP, 0) & GONE) != 0;
    }

    /** Waits until the other end is closed everywhere; false if the time ran out before that. */
    static boolean awaitHangUp(int descriptor, int milliseconds) {
        return (poll(descriptor, 0, milliseconds) & GONE) != 0;
    }

    /** From now on the other end cannot send; what is queued can still be received. */
    static void refuseFurther(int descriptor) {
        shutdown(descriptor, SHUT_RD);
    }

    /** The two descriptors of a new pipe, which programs that are started do not inherit: for reading, for writing. */
    static int[] pipe() throws IOException {
        try (Memory pair = new Memory(Long.BYTES)) {
            if (pipe2(Pointer.nativeValue(pair), O_CLOEXEC) != 0) {
                throw new IOException("pipe2: error number " + Native.getLastError());
            }
            return pair.getIntArray(0, 2);
        }
    }

    /** Waits until a connection can be accepted, or a packet received; false if the time ran out before that. */
    static boolean awaitInput(int descriptor, int milliseconds) {
        return poll(descriptor, POLLIN, milliseconds) != 0;
    }

    private static int poll(int descriptor, int events, int milliseconds) {
        try (Memory pollfd = new Memory(POLLFD_BYTES)) {
            pollfd.setInt(0, descriptor);
            pollfd.setShort(EVENTS_AT, (short) events);
            pollfd.setShort(REVENTS_AT, (short) 0);
            poll(Pointer.nativeValue(pollfd), 1, milliseconds);
            return pollfd.getShort(REVENTS_AT);
        }
    }

    /** True for a Unix socket of type SEQPACKET. */
    static boolean isSeqpacket(int descriptor) {
        return option(descriptor, SO_DOMAIN) == AF_UNIX && option(descriptor, SO_TYPE) == SOCK_SEQPACKET;
    }

    /** True for a socket on which connections can be accepted. */
    static boolean isListening(int descriptor) {
        return option(descriptor, SO_ACCEPTCONN) == 1;
    }

    /** An option of a socket; -1 for what is not a socket. */
    private static int option(int descriptor, int name) {
        try (Memory value = new Memory(Long.BYTES)) {
            value.setInt(0, -1);
            value.setInt(Integer.BYTES, Integer.BYTES);
            long at = Pointer.nativeValue(value);
            return getsockopt(descriptor, SOL_SOCKET, name, at, at + Integer.BYTES) == 0 ? value.getInt(0) : -1;
        }
    }

    /**
     * Makes a descriptor refer to what another one refers to, and closes the other one.
     *
     * @param from the descriptor to be closed
     * @param to the descriptor to be changed
     */
    static void move(int from, int to) throws IOException {
        while (dup2(from, to) < 0) {
            IOException failure = failure("dup2");
            if (failure != null) {
                throw failure;
            }
        }
        close(from);
    }

    /** True if no byte is queued; empty packets may be. */
    static boolean isQueueEmpty(int descriptor) {
        try (Memory bytes = new Memory(Integer.BYTES)) {
            bytes.setInt(0, 0);
            ioctl(descriptor, FIONREAD, Pointer.nativeValue(bytes));
            return bytes.getInt(0) == 0;
        }
    }

    static native int recvmmsg(int descriptor, long headers, int count, int flags, long timeout);

    static native long recv(int descriptor, long buffer, long length, int flags);

    static native long send(int descriptor, long buffer, long length, int flags);

    static native int close(int descriptor);

    private static native int shutdown(int descriptor, int how);

    private static native int pipe2(long descriptors, int flags);

    private static native int dup2(int from, int to);

    private static native int getsockopt(int descriptor, int level, int name, long value, long length);

    private static native int poll(long descriptors, long count, int milliseconds);

    private static native int ioctl(int descriptor, long request, long argument);
}
