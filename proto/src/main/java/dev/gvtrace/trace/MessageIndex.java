// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * What a {@link MessageIndexer} found in one packet: enough to decide later whether a block can be skipped. One object
 * is reused for every packet; not thread-safe.
 */
public final class MessageIndex {
    private int type;
    private long timeNs;
    private int containerOffset;
    private int containerLength;

    /** An empty index: no type, no time, no container. */
    public MessageIndex() {}

    public void clear() {
        type = 0;
        timeNs = 0;
        containerOffset = 0;
        containerLength = 0;
    }

    /** Sets the message type from the packet's header, 1 to 65535; 0 when it cannot be read. */
    public void setType(int type) {
        this.type = type;
    }

    /** Sets the time that the message carries, nanoseconds since the epoch; 0 when it carries none. */
    public void setTimeNs(long timeNs) {
        this.timeNs = timeNs;
    }

    /** Sets where in the packet's array the container id is; length 0 when there is none. */
    public void setContainer(int offset, int length) {
        containerOffset = offset;
        containerLength = length;
    }

    /** The message type, 0 to 65535; 0 for none. */
    public int type() {
        return type;
    }

    /** The message's own time, nanoseconds since the epoch; 0 for none. */
    public long timeNs() {
        return timeNs;
    }

    /** Offset of the container id in the packet's array; meaningless when {@link #containerLength} is 0. */
    public int containerOffset() {
        return containerOffset;
    }

    /** Length of the container id in bytes; 0 for none. */
    public int containerLength() {
        return containerLength;
    }
}
