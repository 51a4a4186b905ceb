// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceFormat;

/**
 * Finds the parts of a packet with the layout of {@link SplitMessage}. The layout has to match exactly, down to varints
 * of minimal length, so that joining the parts gives the same bytes. Not thread-safe.
 */
final class MessageSplitter {
    private static final int HEADER = 8;
    /** A time of more than nine bytes is after the year 2262 or negative. */
    private static final int MAX_TIME_BYTES = 9;

    private int type;
    private long dropped;
    private long timeNs;
    private int contextOffset;
    private int restOffset;

    /** True if the packet has the parts; then the other methods return them. */
    boolean split(byte[] packet, int offset, int length) {
        int end = offset + length;
        // The shortest such packet has an empty context: header, tag, length, tag and one byte of time.
        if (length < HEADER + 4
                || packet[offset] != HEADER
                || packet[offset + 1] != 0
                || packet[offset + HEADER] != TraceFormat.CONTEXT_TAG) {
            return false;
        }
        int at = offset + HEADER + 1;
        int size = packet[at++];
        if (size < 0) {
            int high = packet[at++];
            // Two bytes are enough for the longest context; a second byte of 0 is not minimal.
            if (high <= 0) {
                return false;
            }
            size = size & 0x7f | high << 7;
        }
        restOffset = at + size;
        return size >= 2
                && restOffset <= end
                && packet[at] == TraceFormat.TIME_TAG
                && takeTime(packet, at + 1)
                && takeHeader(packet, offset);
    }

    private boolean takeTime(byte[] packet, int from) {
        int last = Math.min(restOffset, from + MAX_TIME_BYTES);
        long value = 0;
        for (int at = from; at < last; at++) {
            byte b = packet[at];
            value |= (b & 0x7fL) << 7 * (at - from);
            if (b >= 0) {
                timeNs = value;
                contextOffset = at + 1;
                return (b != 0 || at == from) && restOffset - contextOffset <= TraceFormat.MAX_CONTEXT;
            }
        }
        return false;
    }

    private boolean takeHeader(byte[] packet, int offset) {
        type = Byte.toUnsignedInt(packet[offset + 2]) | Byte.toUnsignedInt(packet[offset + 3]) << 8;
        dropped = 0;
        for (int i = Integer.BYTES - 1; i >= 0; i--) {
            dropped = dropped << Byte.SIZE | Byte.toUnsignedInt(packet[offset + Integer.BYTES + i]);
        }
        return true;
    }

    int type() {
        return type;
    }

    long dropped() {
        return dropped;
    }

    long timeNs() {
        return timeNs;
    }

    int contextOffset() {
        return contextOffset;
    }

    int contextLength() {
        return restOffset - contextOffset;
    }

    /** Where the rest starts; it extends to the end of the packet. */
    int restOffset() {
        return restOffset;
    }
}
