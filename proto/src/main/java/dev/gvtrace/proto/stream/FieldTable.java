// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.stream;

import java.util.Arrays;
import java.util.Objects;

/**
 * The fields of one protobuf message, found in one pass over its bytes and read on demand, without copying fields or
 * creating objects. A table is reused; its content is valid until the next {@link #scan} and as long as the bytes do
 * not change. Not thread-safe.
 *
 * <p>Wire types are read without a schema. Varints are kept as numbers and length-delimited fields as slices;
 * fixed-size numbers, groups and fields above {@link #MAX_FIELD} are skipped, as the schema has none. Of a number that
 * occurs twice the last value counts, as protobuf requires. If a slice occurs more than once, {@link #offset} gives the
 * last occurrence and {@link #nextOffset} iterates over all of them; a sub-message that occurs twice is not merged: its
 * last occurrence counts.
 *
 * <p>The bytes may come from a hostile sender: no method throws because of them, and the time is linear in their
 * number.
 */
public final class FieldTable {
    /** The greatest field number that is kept; the schema needs 22. Methods take fields from 1 to this one. */
    public static final int MAX_FIELD = 31;

    /** Groups nested deeper than this are malformed; protobuf's own readers stop there too. */
    static final int MAX_DEPTH = 100;

    static final int VARINT = 0;
    private static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    private static final int START_GROUP = 3;
    private static final int END_GROUP = 4;
    private static final int FIXED32 = 5;

    private static final byte[] NOTHING = new byte[0];

    private final long[] number = new long[MAX_FIELD + 1];
    // Offset in the upper, length in the lower half. firstSlice and count are set only for fields that occur more than
    // once.
    private final long[] slice = new long[MAX_FIELD + 1];
    private final long[] firstSlice = new long[MAX_FIELD + 1];
    private final int[] count = new int[MAX_FIELD + 1];
    private byte[] buffer = NOTHING;
    private int end;
    // One bit a field. To protobuf a field with another wire type than in the schema is unknown. So numbers and slices
    // are kept apart: a field read as the other kind is absent.
    private int numbers;
    private int slices;
    private int repeated;
    private int faultOffset = -1;
    private int lastLength;

    // The offset after the bytes that varint() or skip() read last; -1 if they were malformed.
    private int behind;

    /** Creates an empty table. */
    public FieldTable() {}

    /**
     * Finds the fields of the message in the given bytes. Returns false if they are not a protobuf message; then {@link
     * #faultOffset} is that of the malformed field, and the fields before it can be read.
     *
     * @throws IndexOutOfBoundsException if the range is not in the array
     */
    public boolean scan(byte[] bytes, int from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        buffer = bytes;
        numbers = 0;
        slices = 0;
        repeated = 0;
        int limit = from + length;
        int p = from;
        while (p < limit) {
            int next = take(bytes, p, limit);
            if (next < 0) {
                end = p;
                faultOffset = p;
                return false;
            }
            p = next;
        }
        end = limit;
        faultOffset = -1;
        return true;
    }

    /** Reads the field at p. Returns the offset after it, or -1 if it is malformed. */
    private int take(byte[] bytes, int p, int limit) {
        int tag = bytes[p++];
        if (tag < 0) {
            tag = wideTag(bytes, p - 1, limit);
            p = behind;
        }
        int field = tag >>> 3;
        if (field == 0) {
            return -1;
        }
        int wireType = tag & 7;
        if (wireType == VARINT) {
            long value;
            if (p < limit && bytes[p] >= 0) {
                value = bytes[p++];
            } else {
                value = varint(bytes, p, limit);
                p = behind;
            }
            if (field <= MAX_FIELD && p >= 0) {
                numbers |= 1 << field;
                number[field] = value;
            }
            return p;
        }
        if (wireType == LENGTH_DELIMITED) {
            int size;
            if (p < limit && bytes[p] >= 0) {
                size = bytes[p++];
            } else {
                size = wideSize(bytes, p, limit);
                p = behind;
            }
            if (p < 0 || size > limit - p) {
                return -1;
            }
            if (field <= MAX_FIELD) {
                note(field, p, size);
            }
            return p + size;
        }
        return skip(bytes, p, limit, tag, 0);
    }

    private void note(int field, int at, int size) {
        int bit = 1 << field;
        if ((slices & bit) != 0) {
            noteAgain(field, bit);
        }
        slices |= bit;
        slice[field] = (long) at << Integer.SIZE | size;
    }

    private void noteAgain(int field, int bit) {
        if ((repeated & bit) == 0) {
            repeated |= bit;
            firstSlice[field] = slice[field];
            count[field] = 1;
        }
        count[field]++;
    }

    /** A tag of two bytes or more; 0, which is invalid, if it is truncated or has more than 32 bits. */
    private int wideTag(byte[] bytes, int p, int limit) {
        long tag = varint(bytes, p, limit);
        return tag >>> Integer.SIZE == 0 ? (int) tag : 0;
    }

    /** A length of two bytes or more; the greatest int, which never fits, if it is truncated or too great. */
    private int wideSize(byte[] bytes, int p, int limit) {
        long size = varint(bytes, p, limit);
        return behind >= 0 && size >= 0 && size < Integer.MAX_VALUE ? (int) size : Integer.MAX_VALUE;
    }

    /** Reads a varint of any length and sets {@link #behind}; 0 if it is incomplete. */
    private long varint(byte[] bytes, int from, int limit) {
        int p = Varint.end(bytes, from, limit);
        behind = p;
        return p < 0 ? 0 : Varint.value(bytes, from, p);
    }

    /** Skips the rest of a field of any wire type. Returns the offset after it, or -1 if it is incomplete. */
    private int skip(byte[] bytes, int p, int limit, int tag, int depth) {
        switch (tag & 7) {
            case VARINT -> {
                varint(bytes, p, limit);
                return behind;
            }
            case LENGTH_DELIMITED -> {
                int size = wideSize(bytes, p, limit);
                return behind >= 0 && size <= limit - behind ? behind + size : -1;
            }
            case FIXED64 -> {
                return limit - p >= Long.BYTES ? p + Long.BYTES : -1;
            }
            case FIXED32 -> {
                return limit - p >= Integer.BYTES ? p + Integer.BYTES : -1;
            }
            case START_GROUP -> {
                return depth < MAX_DEPTH ? skipGroup(bytes, p, limit, tag, depth + 1) : -1;
            }
            default -> {
                return -1;
            }
        }
    }

    private int skipGroup(byte[] bytes, int from, int limit, int tag, int depth) {
        int p = from;
        while (p >= 0 && p < limit) {
            int inner = wideTag(bytes, p, limit);
            if (inner >>> 3 == 0) {
                return -1;
            }
            if ((inner & 7) == END_GROUP) {
                return inner >>> 3 == tag >>> 3 ? behind : -1;
            }
            p = skip(bytes, behind, limit, inner, depth);
        }
        return -1;
    }

    /** True if the message has the field as a number (a varint). */
    public boolean hasNumber(int field) {
        return (numbers & 1 << field) != 0;
    }

    /** True if the message has the field as bytes: text, a sub-message, or repeated ones. */
    public boolean hasBytes(int field) {
        return (slices & 1 << field) != 0;
    }

    /** The value of a varint field, or 0 if it is absent. Signed types are read by casting: {@code (int) number(4)}. */
    public long number(int field) {
        return hasNumber(field) ? number[field] : 0;
    }

    /** Where the bytes of a length-delimited field begin in {@link #buffer}; 0 if it is absent. */
    public int offset(int field) {
        return hasBytes(field) ? (int) (slice[field] >>> Integer.SIZE) : 0;
    }

    /** How many bytes a length-delimited field has; 0 if it is absent. */
    public int length(int field) {
        return hasBytes(field) ? (int) slice[field] : 0;
    }

    /** How often a length-delimited field occurs in the message. */
    public int count(int field) {
        if ((repeated & 1 << field) != 0) {
            return count[field];
        }
        return hasBytes(field) ? 1 : 0;
    }

    /** The whole array that was scanned. */
    public byte[] buffer() {
        return buffer;
    }

    /** The offset of the malformed field that ended the last {@link #scan}, or -1 if there was none. */
    public int faultOffset() {
        return faultOffset;
    }

    /**
     * Iterates over the occurrences of a length-delimited field: pass 0 for the first, then the offset after the
     * previous occurrence's bytes. Returns the offset of the occurrence's bytes, or -1 if there are no more; {@link
     * #lastLength} is their number.
     */
    public int nextOffset(int field, int behindFormer) {
        if (!hasBytes(field)) {
            return -1;
        }
        if (behindFormer == 0) {
            return found((repeated & 1 << field) != 0 ? firstSlice[field] : slice[field]);
        }
        int last = offset(field);
        int p = behindFormer;
        while (p >= 0 && p < last) {
            int tag = wideTag(buffer, p, end);
            p = behind;
            if (tag == (field << 3 | LENGTH_DELIMITED)) {
                int size = wideSize(buffer, p, end);
                return behind < 0 || size > end - behind ? -1 : found((long) behind << Integer.SIZE | size);
            }
            if (p >= 0) {
                p = skip(buffer, p, end, tag, 0);
            }
        }
        return -1;
    }

    private int found(long at) {
        lastLength = (int) at;
        return (int) (at >>> Integer.SIZE);
    }

    /** The number of bytes of the occurrence that {@link #nextOffset} found last. */
    public int lastLength() {
        return lastLength;
    }

    /** True if the bytes of the field's last occurrence equal the given ones; an absent field never matches. */
    public boolean bytesEqual(int field, byte[] other) {
        int from = offset(field);
        return Arrays.equals(buffer, from, from + length(field), other, 0, other.length);
    }
}
