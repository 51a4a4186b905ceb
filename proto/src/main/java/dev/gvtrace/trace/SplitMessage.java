// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * A message stored without the part that most messages of its thread repeat. A caller that decodes messages can read
 * the parts in place, without the copy made by {@link #join}. The packet's layout ({@code FORMAT.md} 3.4):
 *
 * <pre>
 * packet  = 8 u16, type u16, dropped u32, 0x0a, length varint, 0x08, time varint, context, rest
 * </pre>
 *
 * The length covers everything from 0x08 to the end of the context. Valid until the next record is read; not
 * thread-safe.
 */
public final class SplitMessage {
    private static final int HEADER = 8;
    /** The longest header, tags, length and time together. */
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

    /** Starts a block with these contexts; numbers and times begin again. */
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

    /** The varint after 0x08: when the message was created, nanoseconds since the epoch. */
    public long timeNs() {
        return timeNs;
    }

    /**
     * The number of the context. Messages with the same table and number have the same context; each block has its own
     * table.
     *
     * @return at least 0
     */
    public int context() {
        return context;
    }

    /** The table to which the number {@link #context} refers. */
    public ContextTable contexts() {
        return contexts;
    }

    /** Contains the rest between {@link #offset} and {@code offset + length}; not to be changed. */
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
     * Assembles the packet at the beginning of an array that is overwritten by the next call for another message.
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
