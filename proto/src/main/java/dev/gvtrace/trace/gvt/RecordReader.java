// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.ContextTable;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.Varint;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the records of one decompressed block.
 *
 * <pre>
 * record = tag u8, [ skipped sequence numbers, varint ], length varint, body
 * split  = tag u8, [ skipped ], [ drop counter varint ], context varint, type varint, length varint, rest
 * tag    = kind (bits 0 to 3), skip present (4), time present (5), more pieces follow or drop counter present (6),
 *          piece of the record before (7)
 * times  = for each record [ change of the receive time if "time present" ], [ change of the message time if split ];
 *          signed varints
 * </pre>
 *
 * Mirrored by {@link BlockBuilder}. Not thread-safe; reused for each block.
 */
final class RecordReader {
    private final Varint varint = new Varint();
    private final SplitMessage split = new SplitMessage();
    private byte[] raw = {};
    private byte[] times = {};
    private int end;
    private int next;
    private int timeEnd;
    private int nextTime;
    private int kind;
    private int tag;
    private int contexts;
    private int offset;
    private int length;
    private long receivedNs;
    private long sequence;
    private @Nullable String failure;
    private long number;

    void start(LoadedBlock loaded, BlockHeader header) {
        start(loaded.raw(), header.rawBytes(), loaded.times(), header.rawTimeBytes(), header.sequenceBefore());
        if (header.has(TraceFormat.BLOCK_CONTEXTS)) {
            startContexts();
        }
    }

    /** Starts a block without contexts. */
    void start(byte[] bytes, int size, byte[] timeBytes, int timeSize, long sequenceBefore) {
        raw = bytes;
        times = timeBytes;
        end = size;
        next = 0;
        contexts = 0;
        timeEnd = timeSize;
        nextTime = 0;
        receivedNs = 0;
        sequence = sequenceBefore;
        failure = null;
    }

    /** Reads the table of contexts at the beginning of the block. */
    void startContexts() {
        ContextTable table = ContextTable.read(raw, end);
        if (table == null) {
            fail("table of contexts");
            return;
        }
        contexts = table.size();
        next = table.end();
        split.start(raw, table);
    }

    /** Advances to the next record or piece; false at the end and at the first malformed one. */
    boolean next() {
        if (next >= end || failure != null) {
            return failure == null && nextTime != timeEnd && fail("receive time that no record has");
        }
        tag = raw[next++];
        kind = tag & TraceFormat.TAG_KIND;
        if ((tag & TraceFormat.TAG_TIME) != 0) {
            if (!varint.read(times, nextTime, timeEnd)) {
                return fail("receive time");
            }
            receivedNs += Varint.signed(varint.value());
            nextTime = varint.next();
        }
        if ((tag & TraceFormat.TAG_SKIP) != 0) {
            if (!number() || number < 0 || number > Long.MAX_VALUE - 1 - sequence) {
                return fail("sequence number");
            }
            sequence += number;
        }
        if (kind == TraceFormat.KIND_SPLIT) {
            return nextSplit();
        }
        if (!number() || number < 0 || number > end - next) {
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

    private boolean nextSplit() {
        if (!varint.read(times, nextTime, timeEnd)) {
            return fail("message time");
        }
        split.addTime(Varint.signed(varint.value()));
        nextTime = varint.next();
        if (split.timeNs() < 0) {
            return fail("message time");
        }
        if ((tag & TraceFormat.TAG_DROPPED) != 0) {
            if (!number() || number >>> Integer.SIZE != 0) {
                return fail("drop counter");
            }
            split.setDropped(number);
        }
        if (!number() || number < 0 || number >= contexts) {
            return fail("number of a context");
        }
        int context = (int) number;
        if (!number() || number >>> Short.SIZE != 0) {
            return fail("message type");
        }
        int type = (int) number;
        if (!number() || number < 0 || number > end - next) {
            return fail("length");
        }
        split.set(type, context, next, (int) number);
        next += (int) number;
        sequence++;
        return true;
    }

    private boolean fail(String part) {
        failure = "block with an impossible " + part;
        return false;
    }

    private boolean number() {
        if (next < end && raw[next] >= 0) {
            number = raw[next++];
            return true;
        }
        if (!varint.read(raw, next, end)) {
            return false;
        }
        number = varint.value();
        next = varint.next();
        return true;
    }

    /** Why {@link #next} stopped before the end of the block; null if it did not. */
    @Nullable
    String failure() {
        return failure;
    }

    /** The code of the record's kind; for a split message that of a message. */
    int kind() {
        return split() == null ? kind : RecordKind.MESSAGE.code();
    }

    /** The record as a split message; null for other records. Offset and length are invalid for split messages. */
    @Nullable
    SplitMessage split() {
        return kind == TraceFormat.KIND_SPLIT ? split : null;
    }

    boolean hasMore() {
        return kind != TraceFormat.KIND_SPLIT && (tag & TraceFormat.TAG_MORE) != 0;
    }

    boolean isContinuation() {
        return kind != TraceFormat.KIND_SPLIT && (tag & TraceFormat.TAG_CONTINUES) != 0;
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
