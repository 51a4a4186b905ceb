// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import java.nio.ByteBuffer;

/** A ring whose packets are filled with their number, and what a recorder finds in it. */
final class Ring {
    /** Something was found that nobody put in, or only a part of it. */
    static final int TORN = -1;
    /** There was no room, or no packet. */
    static final int NONE = 0;

    private final PacketRing ring;
    private final PacketRing.Scratch scratch = new PacketRing.Scratch();
    private int found;

    /**
     * An empty ring.
     *
     * @param capacity bytes, a power of two
     * @param limit the longest packet
     */
    Ring(int capacity, int limit) {
        ring = new PacketRing(ByteBuffer.allocateDirect(capacity), limit);
    }

    /** Receiver: puts a packet in; returns its number, or NONE. */
    int put(int number, int length) {
        ByteBuffer space = ring.reserve();
        if (space == null) {
            return NONE;
        }
        for (int i = 0; i < length; i++) {
            space.put((byte) number);
        }
        ring.commit(length, number, 0);
        return number;
    }

    /** Recorder: takes the next packet out; returns its number, NONE or TORN. */
    int take() {
        found = NONE;
        ring.drain(this::look, scratch, Integer.MAX_VALUE);
        return found;
    }

    private boolean look(byte[] buffer, int offset, int length, long receivedNs, int flags) {
        if (found != NONE) {
            return false;
        }
        found = (int) receivedNs;
        for (int i = 0; i < length; i++) {
            if (buffer[offset + i] != (byte) receivedNs) {
                found = TORN;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return ring.isEmpty();
    }
}
