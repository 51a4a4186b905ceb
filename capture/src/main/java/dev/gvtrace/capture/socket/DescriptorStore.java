// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * The store for descriptors that systemd keeps for a service with {@code FileDescriptorStoreMax=}: the next process of
 * the service inherits what is in it, also after a crash. Thread-safe.
 *
 * <p>systemd does not report whether it has kept a descriptor; {@link #keepsMore} finds that out.
 */
public final class DescriptorStore implements Closeable {
    private static final int LIMIT_MILLIS = 5000;
    private static final long PAUSE_MILLIS = 2;
    private static final String PROBE = "gvtrace-probe";

    private final NotifySocket socket;

    private DescriptorStore(NotifySocket socket) {
        this.socket = socket;
    }

    /** The store of this process's service; null without a {@code NOTIFY_SOCKET} in the environment. */
    public static @Nullable DescriptorStore of(Map<String, String> environment) {
        String name = environment.get("NOTIFY_SOCKET");
        if (name == null || name.isEmpty() || !LinuxCalls.areAvailable()) {
            return null;
        }
        try {
            return new DescriptorStore(NotifySocket.open(name));
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Adds a connection and what the next process has to know of it, both with this name.
     *
     * @throws IOException when they cannot be sent
     */
    public void keep(String name, SeqpacketConnection connection, MemoryFile memory) throws IOException {
        // not polled: systemd would drop a connection whose other end is closed, with the packets queued in it
        send("FDSTORE=1\nFDPOLL=0\nFDNAME=" + name, connection.fileDescriptor(), memory.fileDescriptor());
    }

    /** Removes what has this name. */
    public void remove(String name) throws IOException {
        send("FDSTOREREMOVE=1\nFDNAME=" + name);
    }

    /**
     * True if the store has kept everything so far and has room for more; false without a store. Waits for systemd's
     * answer for a few seconds at most.
     *
     * @throws IOException when systemd does not answer in time
     */
    public boolean keepsMore() throws IOException {
        int kept = sendEnd("FDSTORE=1\nFDPOLL=0\nFDNAME=" + PROBE);
        try {
            barrier();
            boolean isKept = !LinuxCalls.awaitHangUp(kept, 0);
            if (isKept) {
                remove(PROBE);
            }
            return isKept;
        } finally {
            LinuxCalls.close(kept);
        }
    }

    /** Waits until systemd has processed all messages before: it closes the descriptor then. */
    private void barrier() throws IOException {
        int open = sendEnd("BARRIER=1");
        try {
            if (!LinuxCalls.awaitHangUp(open, LIMIT_MILLIS)) {
                throw new IOException("the service manager does not answer");
            }
        } finally {
            LinuxCalls.close(open);
        }
    }

    /** Sends such lines with one end of a pipe; returns the other end, which shows whether that is still open. */
    private int sendEnd(String lines) throws IOException {
        int[] pipe = LinuxCalls.pipe();
        try {
            send(lines, FileDescriptorCast.unsafeUsing(pipe[1]).getFileDescriptor());
            return pipe[0];
        } catch (IOException | RuntimeException e) {
            LinuxCalls.close(pipe[0]);
            throw e;
        } finally {
            LinuxCalls.close(pipe[1]);
        }
    }

    private void send(String lines, FileDescriptor... descriptors) throws IOException {
        long until = System.nanoTime() + LIMIT_MILLIS * 1_000_000L;
        while (!socket.send(lines, descriptors)) {
            if (System.nanoTime() - until >= 0) {
                throw new IOException("the service manager does not take messages");
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
