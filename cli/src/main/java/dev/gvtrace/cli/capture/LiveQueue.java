// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import java.util.Arrays;

/**
 * Queue of a connection's records from the thread that records to the one that evaluates rules: a ring of bytes that
 * grows up to a bound given by the caller. Putting never blocks: what does not fit is skipped and counted, and the
 * count takes its place in the queue. One thread puts, one takes.
 */
final class LiveQueue {
    private static final int INITIAL = 1 << 12;
    private static final int HEADER = 1 + Long.BYTES + Integer.BYTES;

    private byte[] ring = new byte[INITIAL];
    private int head;
    private int size;
    /** Skipped since the last entry that was queued. */
    private long skippedNow;

    private long skipped;
    private boolean closed;

    /** Kinds of entries. */
    enum Kind {
        PACKET,
        FACTS,
        PROCFS,
        /** Messages are missing here; the entry has their number instead of a time. */
        MISSING,
        /** The connection has ended. */
        END
    }

    /** A batch of entries taken out; reused for the next. */
    static final class Batch {
        private static final int KEPT = 1 << 18;

        private byte[] bytes = new byte[KEPT];
        private int end;
        private int at;
        private Kind kind = Kind.END;
        private long timeNs;
        private int offset;
        private int length;

        /** Advances to the next entry; false if there is none. */
        boolean next() {
            if (at >= end) {
                return false;
            }
            kind = KINDS[bytes[at]];
            timeNs = number(bytes, at + 1, Long.BYTES);
            length = (int) number(bytes, at + 1 + Long.BYTES, Integer.BYTES);
            offset = at + HEADER;
            at = offset + length;
            return true;
        }

        Kind kind() {
            return kind;
        }

        long timeNs() {
            return timeNs;
        }

        byte[] bytes() {
            return bytes;
        }

        int offset() {
            return offset;
        }

        int length() {
            return length;
        }

        /** A copy of the entry's bytes. */
        byte[] copy() {
            return Arrays.copyOfRange(bytes, offset, offset + length);
        }

        /** Makes room, or releases the memory of an unusually long entry. */
        private void fit(int room) {
            if (bytes.length < room || bytes.length > KEPT && room < KEPT) {
                bytes = new byte[Math.max(KEPT, room)];
            }
        }
    }

    private static final Kind[] KINDS = Kind.values();

    /**
     * Queues an entry, or skips it. An entry as long as the bound is accepted only by an empty queue.
     *
     * @param most bytes that may be queued
     * @return true if the queue was empty before
     */
    synchronized boolean offer(Kind kind, long timeNs, byte[] bytes, int offset, int length, int most) {
        if (closed) {
            return false;
        }
        boolean wasEmpty = size == 0;
        int needed = HEADER + length + (skippedNow > 0 ? HEADER : 0);
        if (!wasEmpty && needed > most - size || !hasRoom(needed)) {
            skippedNow++;
            skipped++;
            return false;
        }
        if (skippedNow > 0) {
            put(Kind.MISSING, skippedNow, bytes, 0, 0);
            skippedNow = 0;
        }
        put(kind, timeNs, bytes, offset, length);
        return wasEmpty;
    }

    /** Marks the end of the connection. The mark is always accepted. */
    synchronized void end() {
        if (closed) {
            return;
        }
        if (!hasRoom(2 * HEADER)) {
            skipped += waiting();
            skippedNow += waiting();
            size = 0;
        }
        if (skippedNow > 0) {
            put(Kind.MISSING, skippedNow, ring, 0, 0);
        }
        put(Kind.END, 0, ring, 0, 0);
    }

    /** Takes out whole entries, up to about this many bytes. */
    synchronized void take(Batch into, int about) {
        int bytes = 0;
        while (bytes < size && bytes < about) {
            bytes += HEADER + (int) peek(head + bytes + 1 + Long.BYTES, Integer.BYTES);
        }
        into.fit(bytes);
        int from = head & ring.length - 1;
        int first = Math.min(bytes, ring.length - from);
        System.arraycopy(ring, from, into.bytes, 0, first);
        System.arraycopy(ring, 0, into.bytes, first, bytes - first);
        into.at = 0;
        into.end = bytes;
        head = from + bytes;
        size -= bytes;
    }

    /** Discards what is queued and accepts nothing more. */
    synchronized void close() {
        closed = true;
        skipped += waiting();
        ring = new byte[INITIAL];
        head = 0;
        size = 0;
    }

    private long waiting() {
        long packets = 0;
        for (int at = 0; at < size; at += HEADER + (int) peek(head + at + 1 + Long.BYTES, Integer.BYTES)) {
            packets += ring[head + at & ring.length - 1] == Kind.PACKET.ordinal() ? 1 : 0;
        }
        return packets;
    }

    /** Number of entries that were skipped or discarded. */
    synchronized long skipped() {
        return skipped;
    }

    synchronized boolean isEmpty() {
        return size == 0;
    }

    /** Bytes that the queue takes on the heap. */
    synchronized int room() {
        return ring.length;
    }

    private boolean hasRoom(int needed) {
        if (needed <= ring.length - size) {
            return true;
        }
        int room = ring.length;
        while (room - size < needed) {
            room *= 2;
        }
        try {
            byte[] larger = new byte[room];
            int from = head & ring.length - 1;
            int first = Math.min(size, ring.length - from);
            System.arraycopy(ring, from, larger, 0, first);
            System.arraycopy(ring, 0, larger, first, size - first);
            ring = larger;
            head = 0;
            return true;
        } catch (OutOfMemoryError e) {
            // skipped for the rules; the error may not reach the recorder, whose thread this is
            return false;
        }
    }

    private void put(Kind kind, long timeNs, byte[] bytes, int offset, int length) {
        int at = head + size;
        write(at, kind.ordinal(), 1);
        write(at + 1, timeNs, Long.BYTES);
        write(at + 1 + Long.BYTES, length, Integer.BYTES);
        int from = at + HEADER & ring.length - 1;
        int first = Math.min(length, ring.length - from);
        System.arraycopy(bytes, offset, ring, from, first);
        System.arraycopy(bytes, offset + first, ring, 0, length - first);
        size += HEADER + length;
    }

    private void write(int at, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            ring[at + i & ring.length - 1] = (byte) (value >> 8 * i);
        }
    }

    private long peek(int at, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | ring[at + i & ring.length - 1] & 0xff;
        }
        return value;
    }

    private static long number(byte[] from, int at, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | from[at + i] & 0xff;
        }
        return value;
    }
}
