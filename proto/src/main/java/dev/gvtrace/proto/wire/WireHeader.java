// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import dev.gvtrace.proto.point.MessageType;

/**
 * The header that every packet but the handshake begins with, read and written in place. All numbers are little-endian
 * and unsigned.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          header size          |         message type          |
 * +-------------------------------+-------------------------------+
 * |                         dropped count                         |
 * +---------------------------------------------------------------+
 * |     what newer Sentries append, up to header size; skipped    |
 * +---------------------------------------------------------------+
 * |         payload: one protobuf message, may be empty         ...
 * +----------------------------------------------------------------
 * </pre>
 *
 * <p>The dropped count is the number of messages that the Sentry had dropped on this connection when it created this
 * one, modulo 2^32; see {@link DropCounter}. Call {@link #verdict} first: the other methods need a packet of at least
 * {@link #SIZE} bytes and check nothing.
 */
public final class WireHeader {
    /** Bytes of the header as all releases send it; the smallest valid header. */
    public static final int SIZE = 8;

    private static final int TYPE = 2;
    private static final int DROPPED = 4;

    private WireHeader() {}

    /** Checks a packet's header. Never throws as long as the range is within the array. */
    public static PacketVerdict verdict(byte[] packet, int offset, int length) {
        if (length < SIZE) {
            return PacketVerdict.TOO_SHORT;
        }
        int headerSize = headerSize(packet, offset);
        if (headerSize < SIZE) {
            return PacketVerdict.HEADER_TOO_SMALL;
        }
        if (headerSize > length) {
            return PacketVerdict.HEADER_TOO_LARGE;
        }
        int type = messageType(packet, offset);
        if (type > MessageType.GREATEST) {
            return PacketVerdict.UNKNOWN_TYPE;
        }
        return type == 0 ? PacketVerdict.TYPE_ZERO : PacketVerdict.VALID;
    }

    /** Where the payload begins, counted from the packet's first byte: 0 to 65535. */
    public static int headerSize(byte[] packet, int offset) {
        return (packet[offset] & 0xff) | (packet[offset + 1] & 0xff) << 8;
    }

    /** The number of the message type, 0 to 65535. */
    public static int messageType(byte[] packet, int offset) {
        return (packet[offset + TYPE] & 0xff) | (packet[offset + TYPE + 1] & 0xff) << 8;
    }

    /** The dropped count, an unsigned number. */
    public static int droppedCount(byte[] packet, int offset) {
        int at = offset + DROPPED;
        return (packet[at] & 0xff)
                | (packet[at + 1] & 0xff) << 8
                | (packet[at + 2] & 0xff) << 16
                | (packet[at + 3] & 0xff) << 24;
    }

    /** Writes a header of {@link #SIZE} bytes. */
    public static void write(byte[] packet, int offset, int messageType, int droppedCount) {
        packet[offset] = SIZE;
        packet[offset + 1] = 0;
        packet[offset + TYPE] = (byte) messageType;
        packet[offset + TYPE + 1] = (byte) (messageType >>> 8);
        for (int i = 0; i < Integer.BYTES; i++) {
            packet[offset + DROPPED + i] = (byte) (droppedCount >>> (8 * i));
        }
    }
}
