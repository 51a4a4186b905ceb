// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.proto.stream.Varint;

/**
 * Iterates over the fields of a protobuf message in their order, whatever they are. Bytes may come from a hostile
 * sender: malformed ones end the iteration. Single-use, not thread-safe.
 */
final class WireFields {
    static final int VARINT = 0;
    static final int BYTES = 2;
    private static final int FIXED64 = 1;
    private static final int START_GROUP = 3;
    private static final int END_GROUP = 4;
    private static final int FIXED32 = 5;
    private static final int MAX_DEPTH = 100;

    private final byte[] buffer;
    private final int end;
    private int next;
    private int start;
    private int number;
    private int wireType;
    private int valueStart;
    private int valueEnd;
    private boolean malformed;

    WireFields(byte[] buffer, int from, int to) {
        this.buffer = buffer;
        this.next = from;
        this.end = to;
    }

    /** Advances to the next field; false at the end, and at a malformed field. */
    boolean next() {
        if (malformed || next >= end) {
            return false;
        }
        start = next;
        int behindTag = Varint.end(buffer, next, end);
        long tag = behindTag < 0 ? 0 : Varint.value(buffer, next, behindTag);
        number = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        int behind = tag >>> Integer.SIZE != 0 || number == 0 ? -1 : value(behindTag);
        malformed = behind < 0;
        next = malformed ? start : behind;
        return !malformed;
    }

    private int value(int from) {
        valueStart = from;
        valueEnd = switch (wireType) {
            case VARINT -> Varint.end(buffer, from, end);
            case BYTES -> bytes(from);
            default -> skip(from, wireType, number, 0);
        };
        return valueEnd;
    }

    private int bytes(int from) {
        int behind = Varint.end(buffer, from, end);
        long size = behind < 0 ? -1 : Varint.value(buffer, from, behind);
        if (size < 0 || size > end - behind) {
            return -1;
        }
        valueStart = behind;
        return behind + (int) size;
    }

    /** The offset after a value; -1 if it is malformed. */
    private int skip(int from, int type, int group, int depth) {
        switch (type) {
            case VARINT -> {
                return Varint.end(buffer, from, end);
            }
            case BYTES -> {
                int behind = Varint.end(buffer, from, end);
                long size = behind < 0 ? -1 : Varint.value(buffer, from, behind);
                return size < 0 || size > end - behind ? -1 : behind + (int) size;
            }
            case FIXED64 -> {
                return end - from >= Long.BYTES ? from + Long.BYTES : -1;
            }
            case FIXED32 -> {
                return end - from >= Integer.BYTES ? from + Integer.BYTES : -1;
            }
            case START_GROUP -> {
                return depth < MAX_DEPTH ? skipGroup(from, group, depth + 1) : -1;
            }
            default -> {
                return -1;
            }
        }
    }

    private int skipGroup(int from, int group, int depth) {
        int p = from;
        while (p >= 0 && p < end) {
            int behind = Varint.end(buffer, p, end);
            long tag = behind < 0 ? 0 : Varint.value(buffer, p, behind);
            if (tag >>> 3 == 0 || tag >>> Integer.SIZE != 0) {
                return -1;
            }
            if ((tag & 7) == END_GROUP) {
                return tag >>> 3 == group ? behind : -1;
            }
            p = skip(behind, (int) tag & 7, (int) (tag >>> 3), depth);
        }
        return -1;
    }

    /** True if the iteration ended at a malformed field, which begins at {@link #start}. */
    boolean isMalformed() {
        return malformed;
    }

    /** Where the field begins, with its tag. */
    int start() {
        return start;
    }

    /** Where the value's bytes begin: behind the length, if it has one. */
    int valueStart() {
        return valueStart;
    }

    /** Where the field ends. */
    int end() {
        return valueEnd;
    }

    int number() {
        return number;
    }

    int wireType() {
        return wireType;
    }
}
