// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import org.jspecify.annotations.Nullable;

/**
 * Walks over the records of one decompressed block.
 *
 * <pre>
 * record = tag u8, [ change of receive time, signed varint ], [ skipped sequence numbers, varint ], length varint, body
 * tag    = kind (bits 0 to 3), skip present (4), time present (5), more pieces follow (6), piece of the record before (7)
 * </pre>
 *
 * Mirrored by {@link BlockBuilder}. Not thread-safe; used again for each block.
 */
final class RecordReader {
    private byte[] raw = {};
    private int end;
    private int next;
    private int kind;
    private int tag;
    private int offset;
    private int length;
    private long receivedNs;
    private long sequence;
    private @Nullable String failure;
    private long number;

    void start(byte[] bytes, int size, long sequenceBefore) {
        raw = bytes;
        end = size;
        next = 0;
        receivedNs = 0;
        sequence = sequenceBefore;
        failure = null;
    }

    /** Goes to the next record or piece; false at the end and at the first that is malformed. */
    boolean next() {
        if (next >= end || failure != null) {
            return false;
        }
        tag = raw[next++];
        kind = tag & TraceFormat.TAG_KIND;
        if ((tag & TraceFormat.TAG_TIME) != 0) {
            if (!varint()) {
                return fail("receive time");
            }
            receivedNs += Varint.signed(number);
        }
        if ((tag & TraceFormat.TAG_SKIP) != 0) {
            if (!varint() || number < 0 || number > Long.MAX_VALUE - 1 - sequence) {
                return fail("sequence number");
            }
            sequence += number;
        }
        if (!varint() || number < 0 || number > end - next) {
            return fail("length");
        }
        if (kind == 0) {
            return fail("kind");
        }
        offset = next;
        length = (int) number;
        next += length;
        if (kind == RecordKind.MESSAGE.code() && (tag & TraceFormat.TAG_MORE) == 0) {
            sequence++;
        }
        return true;
    }

    private boolean fail(String part) {
        failure = "record with an impossible " + part;
        return false;
    }

    private boolean varint() {
        if (next < end && raw[next] >= 0) {
            number = raw[next++];
            return true;
        }
        long value = 0;
        int at = next;
        for (int shift = 0; shift < 70 && at < end; shift += 7) {
            byte b = raw[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                number = value;
                next = at;
                return true;
            }
        }
        return false;
    }

    /** Why {@link #next} ended before the end of the block; null when it did not. */
    @Nullable
    String failure() {
        return failure;
    }

    int kind() {
        return kind;
    }

    boolean hasMore() {
        return (tag & TraceFormat.TAG_MORE) != 0;
    }

    boolean isContinuation() {
        return (tag & TraceFormat.TAG_CONTINUES) != 0;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    long receivedNs() {
        return receivedNs;
    }

    /** Sequence number of the last message up to here. */
    long sequence() {
        return sequence;
    }
}
