// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Packets received with one system call, Linux's {@code recvmmsg}, so that they share its cost.
 *
 * <p>Not thread-safe; may be used for any socket. Each packet has memory for the longest one that is allowed, of which
 * only used pages take memory.
 *
 * <p>The kernel's structures, for 64-bit Linux: {@code mmsghdr} of 64 bytes, with the vector's address at 16, the
 * number of vectors at 24 and the length received at 56; {@code iovec} of 16 bytes, address and length.
 */
public final class PacketBatch {
    /** The maximum number of packets of one call. */
    public static final int PACKETS = 16;

    private static final int PAGE = 4096;
    private static final int HEADER_BYTES = 64;
    private static final int VECTOR_AT = 16;
    private static final int VECTORS_AT = 24;
    private static final int RECEIVED_AT = 56;
    private static final int VECTOR_BYTES = 16;

    private final int slotBytes;
    private final Memory slots;
    private final Memory headers;
    private final long headersAt;
    private final ByteBuffer packets;
    private final ByteBuffer received;

    /**
     * Creates an empty batch.
     *
     * @param longest bytes of the longest packet that is received whole
     */
    public PacketBatch(int longest) {
        slotBytes = (longest + PAGE - 1) & -PAGE;
        slots = new Memory((long) PACKETS * slotBytes);
        packets = slots.getByteBuffer(0, slots.size());
        headers = new Memory(PACKETS * (HEADER_BYTES + VECTOR_BYTES));
        headersAt = Pointer.nativeValue(headers);
        headers.clear();
        received = headers.getByteBuffer(0, headers.size()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < PACKETS; i++) {
            long vector = (long) PACKETS * HEADER_BYTES + (long) i * VECTOR_BYTES;
            headers.setPointer(vector, slots.share((long) i * slotBytes));
            headers.setLong(vector + Long.BYTES, longest);
            headers.setPointer((long) i * HEADER_BYTES + VECTOR_AT, headers.share(vector));
            headers.setLong((long) i * HEADER_BYTES + VECTORS_AT, 1);
        }
    }

    /**
     * False where the system call is missing, or JNA cannot make it: then no batch can be created, and packets have to
     * be received one by one.
     */
    public static boolean isAvailable() {
        return LinuxCalls.areAvailable();
    }

    /**
     * Receives queued packets without waiting; returns their number. At the end of the stream the
     * kernel fills the batch with empty packets; if there are fewer than {@link #PACKETS}, all of them were sent.
     */
    int receive(int descriptor) throws IOException {
        int count = LinuxCalls.recvmmsg(descriptor, headersAt, PACKETS, LinuxCalls.MSG_DONTWAIT, 0);
        if (count >= 0) {
            return count;
        }
        IOException failure = LinuxCalls.failure("recvmmsg");
        if (failure == null) {
            return 0;
        }
        throw failure;
    }

    /** Length of a packet of the last call. */
    public int length(int number) {
        return received.getInt(number * HEADER_BYTES + RECEIVED_AT);
    }

    /**
     * A packet of the last call, from position to limit; truncated if it was longer than allowed. The buffer is reused.
     */
    public ByteBuffer packet(int number) {
        int start = number * slotBytes;
        return packets.limit(start + length(number)).position(start);
    }
}
