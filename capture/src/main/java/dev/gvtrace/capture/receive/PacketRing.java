// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The bounded buffer between the receiving thread of a connection and its recorder. One thread fills it ({@link
 * #reserve}, {@link #commit}), one at a time empties it ({@link #drain}); neither ever blocks the other, and filling
 * allocates nothing.
 *
 * <p>Each packet follows a header of 16 bytes, little-endian, at a multiple of 16:
 *
 * <pre>
 * 0  int   length of the packet
 * 4  int   flags, see STALLED and TRUNCATED
 * 8  long  time of receipt, nanoseconds since the epoch
 * 16       the packet
 * </pre>
 *
 * <p>A packet is received in place, so {@link #reserve} needs contiguous room for the longest one. An empty buffer
 * starts again at the beginning of its memory, so that a quiet connection touches only the first pages.
 *
 * <p>Positions count all bytes ever added or removed; the offset in memory is the position modulo the capacity. When
 * the receiver returns to the beginning early, it skips the rest of the memory and stores the offset. There is at most
 * one such offset that the recorder has not passed: a second one would need more than the whole memory in between.
 */
public final class PacketRing {
    /** The receiver had to wait for room before this packet. */
    public static final int STALLED = 1;
    /** The packet was longer than the limit; its end is missing. */
    public static final int TRUNCATED = 2;

    private static final int HEADER = 16;
    private static final int ALIGNMENT = 16;
    /** After this offset an empty buffer starts again from the beginning. */
    private static final int RESTART_BEHIND = 64 * 1024;
    /** Number of bytes copied at a time. */
    private static final int RUN = 64 * 1024;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(PacketRing.class, "head", long.class);
            TAIL = lookup.findVarHandle(PacketRing.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ByteBuffer memory;
    private final ByteBuffer space;
    private final int capacity;
    private final int limit;
    private final int needed;

    /** Bytes ever added, and the end of the recorder's view; written by the receiver. */
    @SuppressWarnings("unused")
    private volatile long head;
    /**
     * The memory from this position to the next multiple of the capacity is unused; written by the receiver, before
     * head.
     */
    private volatile long leftOutFrom = -1;

    /**
     * Used by the receiver only: its position, the recorder's last known position, and where the memory was last known
     * to be empty.
     */
    private long headOfReceiver;

    private long tailSeenByReceiver;
    private long emptyAt;

    /** Bytes ever removed; written by the draining thread. */
    @SuppressWarnings("unused")
    private volatile long tail;

    /** Receives the packets. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Receives one packet.
         *
         * @param buffer contains the packet; overwritten after the call
         * @return false if it was not taken: it stays in the ring, and draining ends
         */
        boolean packet(byte[] buffer, int offset, int length, long receivedNs, int flags);
    }

    /**
     * Creates a ring in this memory.
     *
     * @param memory direct; its capacity has to be a power of two and several times the longest packet
     * @param limit the longest packet that is allowed
     */
    public PacketRing(ByteBuffer memory, int limit) {
        this.memory = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
        this.space = this.memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.capacity = memory.capacity();
        this.limit = limit;
        this.needed = aligned(HEADER + limit + 1);
        if (Integer.bitCount(capacity) != 1 || needed > capacity / 2) {
            throw new IllegalArgumentException("buffer of " + capacity + " bytes for packets of " + limit
                    + ", expected a power of two, twice as much");
        }
    }

    /** The memory, for another ring when this one is no longer used. */
    public ByteBuffer memory() {
        return memory;
    }

    /**
     * Receiver: room for the longest packet and one byte more; null when there is none until the recorder has caught
     * up.
     */
    @Nullable
    public ByteBuffer reserve() {
        int offset = offset(headOfReceiver);
        int rest = capacity - offset;
        if (offset > RESTART_BEHIND && isEmptyForReceiver()) {
            leaveOut(rest);
            emptyAt = headOfReceiver;
            tailSeenByReceiver = headOfReceiver;
        } else if (rest < needed) {
            if (!isFree(rest + needed)) {
                return null;
            }
            leaveOut(rest);
        } else if (!isFree(needed)) {
            return null;
        }
        int at = offset(headOfReceiver) + HEADER;
        return space.limit(at + limit + 1).position(at);
    }

    private void leaveOut(int rest) {
        leftOutFrom = headOfReceiver;
        headOfReceiver += rest;
    }

    private boolean isEmptyForReceiver() {
        return headOfReceiver == tailSeenByReceiver || headOfReceiver == readTail();
    }

    private boolean isFree(int bytes) {
        return capacity - (headOfReceiver - tailSeenByReceiver) >= bytes
                || capacity - (headOfReceiver - readTail()) >= bytes;
    }

    /**
     * The recorder may not have noticed yet that an empty memory was started again: the part that it has not passed is
     * free.
     */
    private long readTail() {
        tailSeenByReceiver = Math.max((long) TAIL.getAcquire(this), emptyAt);
        return tailSeenByReceiver;
    }

    /** Receiver: passes on the packet in the reserved room. */
    public void commit(int length, long receivedNs, int flags) {
        int offset = offset(headOfReceiver);
        memory.putInt(offset, length);
        memory.putInt(offset + 4, length > limit ? flags | TRUNCATED : flags);
        memory.putLong(offset + 8, receivedNs);
        headOfReceiver += aligned(HEADER + length);
        HEAD.setRelease(this, headOfReceiver);
    }

    /** Receiver: true when at least this many bytes are to be drained. */
    boolean holds(int bytes) {
        return headOfReceiver - tailSeenByReceiver >= bytes && headOfReceiver - readTail() >= bytes;
    }

    /** True when there is nothing to drain. */
    public boolean isEmpty() {
        return (long) TAIL.getAcquire(this) == (long) HEAD.getAcquire(this);
    }

    /** Bytes to be drained, headers included. Any thread. */
    public long waitingBytes() {
        return Math.max(0, (long) HEAD.getAcquire(this) - (long) TAIL.getAcquire(this));
    }

    int capacity() {
        return capacity;
    }

    /**
     * Recorder: passes packets to the sink until about {@code most} bytes are taken, the ring is empty or the sink
     * refuses one.
     *
     * @param scratch working memory, reused for each call
     * @return bytes taken, or 0 when there was nothing
     */
    public int drain(Sink sink, Scratch scratch, int most) {
        long end = (long) HEAD.getAcquire(this);
        long at = (long) TAIL.getAcquire(this);
        long from = at;
        while (at < end && at - from < most) {
            int offset = offset(at);
            long left = leftOutFrom;
            if (at == left) {
                at += capacity - offset;
            } else {
                long until = left > at ? Math.min(left, end) : end;
                long available = Math.min(until - at, capacity - offset);
                int given = deliver(sink, scratch, offset, (int) Math.min(available, most - (at - from)));
                if (given == 0) {
                    break;
                }
                at += given;
            }
            TAIL.setRelease(this, at);
        }
        return (int) (at - from);
    }

    /**
     * Passes packets to the sink, as many as fit into the working memory, at least one; returns the bytes of those
     * taken.
     */
    private int deliver(Sink sink, Scratch scratch, int offset, int most) {
        int run = Math.max(aligned(HEADER + memory.getInt(offset)), Math.min(most, RUN));
        byte[] bytes = scratch.ofAtLeast(run);
        memory.get(offset, bytes, 0, run);
        int at = 0;
        while (at + HEADER <= run) {
            int length = (int) INT.get(bytes, at);
            int next = at + aligned(HEADER + length);
            if (next > run
                    || !sink.packet(
                            bytes, at + HEADER, length, (long) LONG.get(bytes, at + 8), (int) INT.get(bytes, at + 4))) {
                break;
            }
            at = next;
        }
        return at;
    }

    /** Recorder, after the end of receiving: discards the rest; returns the number of packets. */
    long discard() {
        long[] packets = {0};
        Sink counter = (buffer, offset, length, receivedNs, packetFlags) -> {
            packets[0]++;
            return true;
        };
        Scratch scratch = new Scratch();
        while (drain(counter, scratch, capacity) > 0) {
            // until it is empty
        }
        return packets[0];
    }

    private int offset(long position) {
        return (int) position & (capacity - 1);
    }

    private static int aligned(int bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Working memory of one thread. */
    public static final class Scratch {
        private byte[] bytes = {};

        byte[] ofAtLeast(int length) {
            if (bytes.length < length) {
                bytes = new byte[Math.max(RUN, length)];
            }
            return bytes;
        }
    }
}
