// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.WireHeader;
import java.nio.ByteBuffer;

/**
 * Moves a message in time, in place. What moves is what the Sentry counts from the epoch: the context's time and the
 * start times of threads and processes. Varints of such times have nine bytes until the year 2262, so lengths stay; a
 * number of another length is left alone. All else stays as recorded, ids too: a repeated stream is the same threads
 * and processes beginning once more, later, as in a long recording whose thread numbers wrap around.
 */
final class TimeShift {
    private static final int CONTEXT = 1;
    /** In a context: time, start of the thread, start of the process. */
    private static final long CONTEXT_TIMES = 1L << 1 | 1L << 3 | 1L << 5;
    /** In sentry/clone: start of the new thread. */
    private static final long CLONE_TIMES = 1L << 5;

    private static final int TIME_BYTES = 9;

    private TimeShift() {}

    /** Adds this many nanoseconds to the times of a packet that the Sentry made. */
    static void shift(byte[] packet, int offset, int length, long ns) {
        int payload = offset + WireHeader.headerSize(packet, offset);
        boolean clone = WireHeader.messageType(packet, offset) == MessageType.SENTRY_CLONE.number();
        message(packet, payload, offset + length, clone ? CLONE_TIMES : 0, true, ns);
    }

    /** Makes this the time of a packet, in place; a packet without a time is left alone. Start times stay. */
    static void stamp(ByteBuffer packet, int timeOffset, long ns) {
        if (timeOffset >= 0) {
            for (int i = 0; i < TIME_BYTES; i++) {
                packet.put(timeOffset + i, varintByte(ns, i));
            }
        }
    }

    /** Where in the array the nine bytes of a packet's time are; -1 if there are none. */
    static int timeOffset(byte[] packet, int offset, int length) {
        int at = offset + WireHeader.headerSize(packet, offset);
        if (offset + length - at < 3 || packet[at] != (CONTEXT << 3 | 2)) {
            return -1;
        }
        at += 1 + size(packet, at + 1);
        return packet[at] == 1 << 3 && size(packet, at + 1) == TIME_BYTES ? at + 1 : -1;
    }

    private static void message(byte[] bytes, int from, int to, long times, boolean outer, long ns) {
        int at = from;
        while (at < to) {
            long tag = number(bytes, at);
            at += size(bytes, at);
            int field = (int) (tag >>> 3);
            switch ((int) tag & 7) {
                case 0 -> {
                    int size = size(bytes, at);
                    if (field < Long.SIZE && (times >>> field & 1) == 1 && size == TIME_BYTES) {
                        put(bytes, at, number(bytes, at) + ns);
                    }
                    at += size;
                }
                case 1 -> at += Long.BYTES;
                case 2 -> {
                    int length = (int) number(bytes, at);
                    at += size(bytes, at);
                    if (outer && field == CONTEXT) {
                        message(bytes, at, at + length, CONTEXT_TIMES, false, ns);
                    }
                    at += length;
                }
                case 5 -> at += Integer.BYTES;
                default -> {
                    return;
                }
            }
        }
    }

    private static int size(byte[] bytes, int at) {
        int size = 1;
        while (bytes[at + size - 1] < 0) {
            size++;
        }
        return size;
    }

    private static long number(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; ; i++) {
            value |= (long) (bytes[at + i] & 0x7f) << (7 * i);
            if (bytes[at + i] >= 0) {
                return value;
            }
        }
    }

    private static void put(byte[] bytes, int at, long value) {
        for (int i = 0; i < TIME_BYTES; i++) {
            bytes[at + i] = varintByte(value, i);
        }
    }

    private static byte varintByte(long value, int i) {
        int more = i == TIME_BYTES - 1 ? 0 : 0x80;
        return (byte) (value >>> (7 * i) & 0x7f | more);
    }
}
