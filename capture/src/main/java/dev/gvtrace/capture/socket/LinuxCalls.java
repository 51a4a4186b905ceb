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

    private static final int POLLRDHUP = 0x2000;
    /** Of {@code pollfd}: int descriptor, short events, short revents. */
    private static final int EVENTS_AT = 4;

    private static final int REVENTS_AT = 6;
    private static final int POLLFD_BYTES = 8;

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
        try (Memory pollfd = new Memory(POLLFD_BYTES)) {
            pollfd.setInt(0, descriptor);
            pollfd.setShort(EVENTS_AT, (short) POLLRDHUP);
            pollfd.setShort(REVENTS_AT, (short) 0);
            poll(Pointer.nativeValue(pollfd), 1, 0);
            return (pollfd.getShort(REVENTS_AT) & GONE) != 0;
        }
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

    private static native int poll(long descriptors, long count, int milliseconds);

    private static native int ioctl(int descriptor, long request, long argument);
}
