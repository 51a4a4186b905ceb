// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.stream.FieldTable;

/**
 * A short look into a packet for whoever files it: message type, time and container id, for known and unknown types
 * alike. Reads fields exactly as a decoder does, so that an index made from it never contradicts the decoded message.
 * Used again and again without making objects; what it holds is valid until the next {@link #look}. Not thread-safe.
 *
 * <p>A payload that is damaged counts as far as it can be read.
 */
public final class MessagePeek {
    private static final int CONTEXT_DATA = 1;
    private static final int TIME_NS = 1;
    private static final int CONTAINER_ID = 6;
    private static final int START_ID = 2;

    private final FieldTable message = new FieldTable();
    private final FieldTable context = new FieldTable();
    private int type;
    private long timeNs;
    private int containerOffset;
    private int containerLength;

    /** Makes one that has seen nothing. */
    public MessagePeek() {}

    /** Looks into a packet. Returns the verdict on it; never throws as long as the range lies within the array. */
    public PacketVerdict look(byte[] packet, int offset, int length) {
        type = 0;
        timeNs = 0;
        containerOffset = offset;
        containerLength = 0;
        PacketVerdict verdict = WireHeader.verdict(packet, offset, length);
        if (!verdict.hasDroppedCount()) {
            return verdict;
        }
        type = WireHeader.messageType(packet, offset);
        int headerSize = WireHeader.headerSize(packet, offset);
        boolean whole = message.scan(packet, offset + headerSize, length - headerSize);
        if (message.hasBytes(CONTEXT_DATA)) {
            whole &= context.scan(packet, message.offset(CONTEXT_DATA), message.length(CONTEXT_DATA));
            timeNs = context.number(TIME_NS);
            takeContainer(context, CONTAINER_ID);
        }
        if (type == MessageType.CONTAINER_START.number() && message.length(START_ID) > 0) {
            takeContainer(message, START_ID);
        }
        return whole || !verdict.isReadable() ? verdict : PacketVerdict.PAYLOAD_MALFORMED;
    }

    private void takeContainer(FieldTable table, int field) {
        if (table.length(field) > 0) {
            containerOffset = table.offset(field);
            containerLength = table.length(field);
        }
    }

    /** The number of the message type, 0 if the header cannot be read. */
    public int type() {
        return type;
    }

    /** When the message was made, nanoseconds since the epoch as the Sentry says; 0 if it does not say. */
    public long timeNs() {
        return timeNs;
    }

    /** Where the container id begins in the array that was looked into. */
    public int containerOffset() {
        return containerOffset;
    }

    /**
     * The number of bytes of the container id, 0 if the message has none. For container/start it is the id of the new
     * container, for others that of the context. Any bytes may stand there.
     */
    public int containerLength() {
        return containerLength;
    }
}
