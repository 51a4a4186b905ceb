// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import dev.gvtrace.capture.socket.PacketBatch;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.system.WallClock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a connection after the handshake. {@link #run} is the body of the connection's own thread,
 * which receives into the ring and, when packets come faster than the recorder drains them, drains some itself. It
 * takes no lock and touches no file. When the ring is full it stops receiving; the Sentry then drops and counts.
 */
public final class SentryConnection implements Runnable, Closeable {
    /** The recorder polls all connections; it is woken early only when a ring is this full. */
    private static final int WAKE_PART = 8;

    /**
     * From this many bytes in the ring on, the receiver drains it. Where sender and receiver fill two processors, a
     * third thread that drains at the same time costs more than draining itself, because of caches and of sleeping and
     * waking. Measurements are in {@code bench/README.md}.
     */
    private static final int DRAIN_AT = 64 * 1024;
    /**
     * The same when the socket's queue has just been emptied: draining a little while it fills again is cheaper than
     * receiving in small batches.
     */
    private static final int DRAIN_WHEN_QUIET = 4 * 1024;

    private static final long WAIT_FOR_ROOM_NS = 100_000;
    private static final long CORRECTION_NS = 10_000_000;
    /** Socket errors after which receiving ends. */
    private static final int MAX_ERRORS = 2;

    private static final long AFTER_FAULT_NS = 100_000_000;

    private final SeqpacketConnection socket;
    private final PacketRing ring;
    private final WallClock clock;
    private final Runnable wakeRecorder;
    private final BatchBuffers.Pool buffers;
    private final int wakeAt;
    private volatile Drainer drainer = (scratch, most) -> true;
    private volatile @Nullable StreamEnd end;
    private volatile boolean abandoned;

    /** Used by the receiving thread only: flags of the next packet, time of the last. */
    private int flags;

    private long lastNs;

    /** Drains the ring on the receiving thread. */
    public interface Drainer {
        /**
         * Takes up to about {@code most} bytes from the ring. Never blocks.
         *
         * @return false if the recorder has to write before more can be drained
         */
        boolean drain(PacketRing.Scratch scratch, int most);
    }

    /**
     * Creates a connection that receives nothing until {@link #run}.
     *
     * @param buffers for receiving in batches
     * @param wakeRecorder wakes the recorder early
     */
    public SentryConnection(
            SeqpacketConnection socket,
            PacketRing ring,
            WallClock clock,
            BatchBuffers.Pool buffers,
            Runnable wakeRecorder) {
        this.socket = socket;
        this.ring = ring;
        this.clock = clock;
        this.buffers = buffers;
        this.wakeRecorder = wakeRecorder;
        this.wakeAt = ring.capacity() / WAKE_PART;
    }

    /** The ring into which packets are received. */
    public PacketRing ring() {
        return ring;
    }

    /** The socket; for passing it on. */
    public SeqpacketConnection socket() {
        return socket;
    }

    /** Sets the drainer for a ring that fills up. Any thread. */
    public void drainWith(Drainer newDrainer) {
        drainer = newDrainer;
    }

    /** Why receiving ended; null until then. Once it is not null, nothing more is put into the ring. */
    @Nullable
    public StreamEnd end() {
        return end;
    }

    /** Receives what the socket still holds, then ends. Any thread. */
    public void stop() throws IOException {
        socket.stopReceiving();
    }

    /** Ends at once: what the socket still holds stays in it, and {@link #close} leaves it open. Any thread. */
    public void leave() throws IOException {
        socket.leave();
    }

    /** Ends without waiting for room in the ring, which is no longer drained. Any thread. */
    public void abandon() throws IOException {
        abandoned = true;
        socket.close();
    }

    /**
     * Instead of recording: discards what was received. The socket stays open.
     *
     * @param receiver the thread that runs this, possibly not started
     * @param milliseconds how long to wait for it, twice at most
     * @return how many packets were discarded
     */
    public long giveUp(Thread receiver, long milliseconds) throws InterruptedException {
        try {
            stop();
            receiver.join(milliseconds);
        } catch (IOException e) {
            // then it ends when the ring is full
        }
        abandoned = true;
        receiver.join(milliseconds);
        return receiver.isAlive() ? 0 : ring.discard();
    }

    /** After the end: frees the socket. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public void run() {
        StreamEnd reason = StreamEnd.failed("receiving failed");
        int errors = 0;
        try {
            while (true) {
                try {
                    reason = receiveUntilEnd();
                    break;
                } catch (IOException e) {
                    // such as ECONNRESET, which is reported once and before packets that are still queued
                    reason = StreamEnd.failed("connection failed: " + e.getMessage());
                } catch (RuntimeException | Error e) {
                    reason = StreamEnd.failed("receiving failed: " + e);
                    LockSupport.parkNanos(AFTER_FAULT_NS);
                }
                if (++errors == MAX_ERRORS) {
                    break;
                }
            }
        } finally {
            end = reason;
            wakeRecorder.run();
        }
    }

    private StreamEnd receiveUntilEnd() throws IOException {
        boolean flowing = false;
        while (true) {
            int received = socket.receive(room());
            if (received == SeqpacketConnection.END) {
                return endReason();
            }
            ring.commit(Math.max(0, received), timeOfReceipt(), takeFlags());
            if (flowing || ring.holds(DRAIN_AT)) {
                int taken = receiveFlow();
                if (taken == SeqpacketConnection.END) {
                    return endReason();
                }
                flowing = taken >= PacketBatch.PACKETS;
            }
        }
    }

    /**
     * Packets come fast: receives all that are queued, in batches, and drains in between, if there are free buffers for
     * that.
     *
     * @return the number of packets; END when the last of them is the end
     */
    private int receiveFlow() throws IOException {
        BatchBuffers with = buffers.take();
        if (with == null) {
            if (ring.holds(wakeAt)) {
                wakeRecorder.run();
            }
            return 0;
        }
        try {
            int taken = 0;
            while (true) {
                if (ring.holds(DRAIN_AT)) {
                    drain(with.scratch());
                }
                int count = receiveBatch(with.batch());
                if (count == SeqpacketConnection.END) {
                    return count;
                }
                boolean queueIsEmpty = count < PacketBatch.PACKETS;
                if (queueIsEmpty && !drainWhenQuiet(with.scratch()) && count == 0) {
                    return taken;
                }
                taken += count;
            }
        } finally {
            buffers.giveBack(with);
        }
    }

    /** Receives a batch of queued packets; returns their number, or END when the last of them is the end. */
    private int receiveBatch(@Nullable PacketBatch batch) throws IOException {
        if (batch == null) {
            return 0;
        }
        int count = socket.receiveQueued(batch);
        long now = timeOfReceipt();
        int sent = sent(batch, count);
        for (int i = 0; i < sent; i++) {
            int length = batch.length(i);
            room().put(batch.packet(i));
            ring.commit(length, now, takeFlags());
        }
        return sent < count ? SeqpacketConnection.END : count;
    }

    /** The number of packets in a batch: all, unless the stream has ended and the last ones are empty. */
    private int sent(PacketBatch batch, int count) {
        if (count < PacketBatch.PACKETS || batch.length(count - 1) > 0 || !socket.isOver()) {
            return count;
        }
        int sent = count;
        while (sent > 0 && batch.length(sent - 1) == 0) {
            sent--;
        }
        return sent;
    }

    private void drain(PacketRing.Scratch scratch) {
        if (!drainer.drain(scratch, DRAIN_AT) || ring.holds(wakeAt)) {
            wakeRecorder.run();
        }
    }

    /** Drains when the socket's queue is empty; false if nothing was drained. */
    private boolean drainWhenQuiet(PacketRing.Scratch scratch) {
        if (!ring.holds(DRAIN_WHEN_QUIET)) {
            return false;
        }
        drain(scratch);
        return !ring.holds(DRAIN_WHEN_QUIET);
    }

    /** Room for a packet in the ring; waits for the recorder when there is none. */
    private ByteBuffer room() throws IOException {
        ByteBuffer space = ring.reserve();
        while (space == null) {
            if (abandoned) {
                throw new IOException("the recorder has ended");
            }
            flags = PacketRing.STALLED;
            wakeRecorder.run();
            LockSupport.parkNanos(WAIT_FOR_ROOM_NS);
            space = ring.reserve();
        }
        return space;
    }

    private int takeFlags() {
        int taken = flags;
        flags = 0;
        return taken;
    }

    /** The current time, but not before the last packet, unless the clock was set back. */
    private long timeOfReceipt() {
        long now = clock.now();
        if (now >= lastNs || lastNs - now >= CORRECTION_NS) {
            lastNs = now;
        }
        return lastNs;
    }

    private StreamEnd endReason() {
        if (socket.isLeft()) {
            return StreamEnd.HANDED_OVER;
        }
        return socket.isStopped() ? StreamEnd.RECORDER_STOPPED : StreamEnd.CLOSED;
    }
}
