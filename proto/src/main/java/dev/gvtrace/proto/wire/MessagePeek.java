// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.stream.FieldTable;
import dev.gvtrace.proto.stream.PlainFields;
import dev.gvtrace.proto.stream.Varint;

/**
 * Reads what an index needs from a packet: message type, time and container id, of known and unknown types alike.
 * Fields are read exactly as a decoder reads them, so that the index never contradicts the decoded message. Reused,
 * without creating objects except for contexts that are not cached; its values are valid until the next {@link #look}.
 * Not thread-safe.
 *
 * <p>A damaged payload is read as far as possible.
 */
public final class MessagePeek {
    private static final int CONTEXT_DATA = 1;
    private static final int TIME_NS = 1;
    private static final int CONTAINER_ID = 6;
    private static final int THREAD_ID = 2;
    private static final int THREAD_GROUP_ID = 4;
    private static final int THREAD_GROUP_START_NS = 5;
    private static final int PARENT_GROUP_ID = 10;
    private static final int IS_EXEC_SESSION = 11;
    private static final int START_ID = 2;
    private static final byte TIME_TAG = TIME_NS << 3;
    private static final byte CONTEXT_TAG = CONTEXT_DATA << 3 | 2;
    private static final int MAX_PLAIN_LENGTH_BYTES = 3;

    private final FieldTable message = new FieldTable();
    private final FieldTable context = new FieldTable();
    private final KnownContexts known = new KnownContexts();
    private int type;
    private int contextLength;
    private long timeNs;
    private int containerOffset;
    private int containerLength;
    private long execSession;

    /** Creates a reader with an empty cache. */
    public MessagePeek() {}

    /** Reads a packet. Returns the verdict on it; never throws as long as the range is within the array. */
    public PacketVerdict look(byte[] packet, int offset, int length) {
        type = 0;
        timeNs = 0;
        containerOffset = offset;
        containerLength = 0;
        execSession = 0;
        PacketVerdict verdict = WireHeader.verdict(packet, offset, length);
        if (!verdict.hasDroppedCount()) {
            return verdict;
        }
        type = WireHeader.messageType(packet, offset);
        int payload = offset + WireHeader.headerSize(packet, offset);
        int contextOffset = plainContext(packet, payload, offset + length);
        boolean whole = contextOffset >= 0
                ? lookAtContext(packet, contextOffset, contextLength)
                : lookAtAll(packet, payload, offset + length - payload);
        return whole || !verdict.isReadable() ? verdict : PacketVerdict.PAYLOAD_MALFORMED;
    }

    /**
     * Where the context data are, if they come first, as a Sentry sends them, and nothing else is needed; -1 if not. A
     * shortcut for the common case.
     */
    private int plainContext(byte[] packet, int from, int end) {
        if (end - from < 2 || packet[from] != CONTEXT_TAG || type == MessageType.CONTAINER_START.number()) {
            return -1;
        }
        int at = Varint.end(packet, from + 1, end);
        if (at < 0 || at - from > 1 + MAX_PLAIN_LENGTH_BYTES) {
            return -1;
        }
        contextLength = (int) Varint.value(packet, from + 1, at);
        return contextLength <= end - at && PlainFields.fill(packet, at + contextLength, end, CONTEXT_TAG) ? at : -1;
    }

    private boolean lookAtAll(byte[] packet, int offset, int length) {
        boolean whole = message.scan(packet, offset, length);
        if (message.hasBytes(CONTEXT_DATA)) {
            whole &= lookAtContext(packet, message.offset(CONTEXT_DATA), message.length(CONTEXT_DATA));
        }
        if (type == MessageType.CONTAINER_START.number() && message.length(START_ID) > 0) {
            takeContainer(message, START_ID);
        }
        return whole;
    }

    /** A thread's messages have the same context data after the time, so these are mostly compared, not parsed. */
    private boolean lookAtContext(byte[] packet, int offset, int length) {
        int end = offset + length;
        int behindTime = length > 0 && packet[offset] == TIME_TAG ? Varint.end(packet, offset + 1, end) : -1;
        if (behindTime < 0) {
            boolean whole = context.scan(packet, offset, length);
            timeNs = context.number(TIME_NS);
            takeContainer(context, CONTAINER_ID);
            takeExecSession();
            return whole;
        }
        timeNs = Varint.value(packet, offset + 1, behindTime);
        int slot = known.find(packet, behindTime, end - behindTime);
        if (slot >= 0) {
            containerOffset = behindTime + known.containerOffset(slot);
            containerLength = known.containerLength(slot);
            return true;
        }
        boolean whole = context.scan(packet, behindTime, end - behindTime);
        takeContainer(context, CONTAINER_ID);
        takeExecSession();
        if (context.hasNumber(TIME_NS)) {
            timeNs = context.number(TIME_NS);
        } else if (whole) {
            int at = containerLength == 0 ? 0 : containerOffset - behindTime;
            known.add(packet, behindTime, end - behindTime, at, containerLength);
        }
        return whole;
    }

    private void takeContainer(FieldTable table, int field) {
        if (table.length(field) > 0) {
            containerOffset = table.offset(field);
            containerLength = table.length(field);
        }
    }

    private void takeExecSession() {
        if (context.number(IS_EXEC_SESSION) != 0 && context.number(PARENT_GROUP_ID) == 0) {
            long group = context.number(context.hasNumber(THREAD_GROUP_ID) ? THREAD_GROUP_ID : THREAD_ID);
            execSession = (context.number(THREAD_GROUP_START_NS) ^ group << Integer.SIZE) | 1;
        }
    }

    /**
     * Not 0 if this message came from a process of an exec session without a known parent, mostly the session's first:
     * then it identifies that process. Determined once for each context, not for each message.
     */
    public long execSession() {
        return execSession;
    }

    /** The number of the message type, or 0 if the header cannot be read. */
    public int type() {
        return type;
    }

    /**
     * When the message was created, nanoseconds since the epoch by the Sentry's clock; 0 if the session does not
     * request the time.
     */
    public long timeNs() {
        return timeNs;
    }

    /** Where the container id begins in the packet's array. */
    public int containerOffset() {
        return containerOffset;
    }

    /**
     * The number of bytes of the container id, or 0 if the message has none. For container/start it is the id of the
     * new container, for others that of the context. It may consist of any bytes.
     */
    public int containerLength() {
        return containerLength;
    }
}
