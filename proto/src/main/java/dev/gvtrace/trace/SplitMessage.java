// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * A message that is stored without what most messages of its thread repeat. A caller that decodes messages can read the
 * parts where they are, without the copy that {@link #join} makes; {@code FORMAT.md} 3.4 says how the packet looked:
 *
 * <pre>
 * packet  = 8 u16, type u16, dropped u32, 0x0a, length varint, 0x08, time varint, context, rest
 * </pre>
 *
 * The length is that of all from 0x08 to the end of the context. Valid until the next record is read; not thread-safe.
 */
public final class SplitMessage {
    private static final int HEADER = 8;
    /** Header, the two tags, length and time at their longest. */
    private static final int MAX_FIXED = HEADER + 2 + 2 * Varint.MAX_BYTES;

    private ContextTable contexts = ContextTable.NONE;
    private byte[] joined = {};
    private int joinedLength;

    private int type;
    private long dropped;
    private long timeNs;
    private int context;
    private byte[] buffer = {};
    private int offset;
    private int length;

    public SplitMessage() {}

    /** The block's contexts are these; numbers and times begin anew. */
    public void start(byte[] block, ContextTable table) {
        buffer = block;
        contexts = table;
        dropped = 0;
        timeNs = 0;
    }

    public void setDropped(long count) {
        dropped = count;
    }

    public void addTime(long changeNs) {
        timeNs += changeNs;
    }

    public void set(int messageType, int contextNumber, int restOffset, int restLength) {
        type = messageType;
        context = contextNumber;
        offset = restOffset;
        length = restLength;
        joinedLength = 0;
    }

    /** The message type of the packet's header, 0 to 65535. */
    public int type() {
        return type;
    }

    /** The drop counter of the packet's header, 32 bits without sign. */
    public long dropped() {
        return dropped;
    }

    /** The varint behind 0x08: when the message was made, nanoseconds since the epoch. */
    public long timeNs() {
        return timeNs;
    }

    /**
     * Which context it is. Messages with the same table and number have the same; a table is that of one block.
     *
     * @return at least 0
     */
    public int context() {
        return context;
    }

    /** The table that {@link #context} is a number in. */
    public ContextTable contexts() {
        return contexts;
    }

    /** Holds the rest between {@link #offset} and {@code offset + length}; never to be changed. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the rest starts. */
    public int offset() {
        return offset;
    }

    /** Length of the rest in bytes, 0 or more. */
    public int length() {
        return length;
    }

    /**
     * Puts the packet together, at the beginning of an array that is overwritten by the next call for another message.
     */
    public byte[] join() {
        if (joinedLength == 0) {
            int contextLength = contexts.length(context);
            if (joined.length < MAX_FIXED + contextLength + length) {
                joined = new byte[Math.max(2 * joined.length, MAX_FIXED + contextLength + length)];
            }
            joined[0] = HEADER;
            joined[1] = 0;
            joined[2] = (byte) type;
            joined[3] = (byte) (type >> Byte.SIZE);
            for (int i = 0; i < Integer.BYTES; i++) {
                joined[Integer.BYTES + i] = (byte) (dropped >> i * Byte.SIZE);
            }
            joined[HEADER] = TraceFormat.CONTEXT_TAG;
            int at = Varint.write(joined, HEADER + 1, 1 + Varint.length(timeNs) + contextLength);
            joined[at++] = TraceFormat.TIME_TAG;
            at = Varint.write(joined, at, timeNs);
            System.arraycopy(contexts.buffer(), contexts.offset(context), joined, at, contextLength);
            at += contextLength;
            System.arraycopy(buffer, offset, joined, at, length);
            joinedLength = at + length;
        }
        return joined;
    }

    /** Length of the packet in bytes. */
    public int joinedLength() {
        join();
        return joinedLength;
    }
}
