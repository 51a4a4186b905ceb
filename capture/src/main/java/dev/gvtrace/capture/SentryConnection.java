// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a connection after the handshake. {@link #run} is the body of the connection's own thread, which
 * does nothing but receive into the ring: it allocates nothing, takes no lock that a disk can hold, and touches no file. When
 * the ring is full it stops receiving; the Sentry then drops and counts.
 */
final class SentryConnection implements Runnable {
    /** The recorder looks after every connection on its own; it is woken early only when its ring is this full. */
    private static final int WAKE_PART = 8;

    private static final long WAIT_FOR_ROOM_NS = 100_000;
    private static final long CORRECTION_NS = 10_000_000;
    /** Errors of the socket after which nothing more is expected of it. */
    private static final int MAX_ERRORS = 2;

    private final SeqpacketConnection socket;
    private final PacketRing ring;
    private final WallClock clock;
    private final Runnable wakeRecorder;
    private final int wakeAt;
    private volatile @Nullable String end;

    SentryConnection(SeqpacketConnection socket, PacketRing ring, WallClock clock, Runnable wakeRecorder) {
        this.socket = socket;
        this.ring = ring;
        this.clock = clock;
        this.wakeRecorder = wakeRecorder;
        this.wakeAt = ring.capacity() / WAKE_PART;
    }

    PacketRing ring() {
        return ring;
    }

    /** Why receiving ended; null as long as it goes on. Once it is not null nothing more comes into the ring. */
    @Nullable
    String end() {
        return end;
    }

    /** Takes what the socket still holds, then ends. Any thread. */
    void stop() throws IOException {
        socket.stopReceiving();
    }

    /** After the end: frees the socket. */
    void close() throws IOException {
        socket.close();
    }

    @Override
    public void run() {
        String reason = "receiving failed";
        int errors = 0;
        try {
            while (true) {
                try {
                    reason = receiveUntilEnd();
                    break;
                } catch (IOException e) {
                    // such as ECONNRESET, which comes once and before what is still queued
                    reason = "connection failed: " + e.getMessage();
                    if (++errors == MAX_ERRORS) {
                        break;
                    }
                }
            }
        } finally {
            end = reason;
            wakeRecorder.run();
        }
    }

    private String receiveUntilEnd() throws IOException {
        int marks = 0;
        long last = 0;
        while (true) {
            ByteBuffer space = ring.reserve();
            if (space == null) {
                marks = PacketRing.HELD_UP;
                wakeRecorder.run();
                LockSupport.parkNanos(WAIT_FOR_ROOM_NS);
                continue;
            }
            int received = socket.receive(space);
            if (received <= 0) {
                return endReason();
            }
            last = inOrder(last, clock.now());
            ring.commit(received, last, marks);
            marks = 0;
            if (ring.holds(wakeAt)) {
                wakeRecorder.run();
            }
        }
    }

    /** Small corrections of the clock do not turn times round; real steps of the clock are kept. */
    private static long inOrder(long last, long now) {
        return now < last && last - now < CORRECTION_NS ? last : now;
    }

    private String endReason() throws IOException {
        if (socket.isStopped()) {
            return "recorder stopped";
        }
        return socket.isAlive() ? "empty packet, taken as the end" : "sandbox closed the connection";
    }
}
