// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.stream;

import java.util.Arrays;

/**
 * The fields of one protobuf message, found in one pass over its bytes and read on demand: no field is copied and no
 * object is made. A table is used again and again; what it holds is valid until the next {@link #scan} and as long as
 * the bytes do not change. Not thread-safe.
 *
 * <p>Fields above {@link #MAX_FIELD} are skipped, as are groups of unknown fields. A scalar that occurs twice counts
 * with its last value, as protobuf asks; of a length-delimited field that occurs more than once, {@link #offset} is the
 * last occurrence and {@link #nextOffset} walks all of them.
 */
public final class FieldTable {
    /** The greatest field number that is kept; the schema needs 22. */
    public static final int MAX_FIELD = 31;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final long[] number = new long[MAX_FIELD + 1];
    private final int[] offset = new int[MAX_FIELD + 1];
    private final int[] length = new int[MAX_FIELD + 1];
    private final int[] first = new int[MAX_FIELD + 1];
    private final int[] count = new int[MAX_FIELD + 1];
    private byte[] buffer = new byte[0];
    private int end;
    // One bit a field. A field sent with a wire type that its schema does not have is unknown to protobuf, so numbers
    // and slices are kept apart: whoever asks for the other kind finds the field absent.
    private int numbers;
    private int slices;
    private int faultOffset = -1;

    private int pos;
    private boolean torn;
    private int lastLength;

    /** Makes an empty table. */
    public FieldTable() {}

    /**
     * Finds the fields of the message in the given bytes. Returns false if they are not a protobuf message; then {@link
     * #faultOffset} names the byte, and what came before it can be read.
     */
    public boolean scan(byte[] bytes, int from, int length) {
        buffer = bytes;
        end = from + length;
        numbers = 0;
        slices = 0;
        faultOffset = -1;
        torn = false;
        pos = from;
        while (pos < end) {
            int at = pos;
            long tag = varint();
            int field = (int) (tag >>> 3);
            if (torn || field == 0 || tag >>> 32 != 0 || !take((int) tag & 7, field)) {
                faultOffset = at;
                return false;
            }
        }
        return true;
    }

    /** Forgets all fields, as if an empty message had been scanned. */
    public void clear() {
        numbers = 0;
        slices = 0;
        faultOffset = -1;
    }

    private boolean take(int wireType, int field) {
        switch (wireType) {
            case VARINT -> {
                long value = varint();
                if (torn) {
                    return false;
                }
                if (Integer.compareUnsigned(field, MAX_FIELD) <= 0) {
                    numbers |= 1 << field;
                    number[field] = value;
                }
            }
            case LENGTH_DELIMITED -> {
                long size = varint();
                if (torn || size < 0 || size > end - pos) {
                    return false;
                }
                noteSlice(field, (int) size);
                pos += (int) size;
            }
            case FIXED64 -> {
                if (end - pos < Long.BYTES) {
                    return false;
                }
                pos += Long.BYTES;
            }
            case FIXED32 -> {
                if (end - pos < Integer.BYTES) {
                    return false;
                }
                pos += Integer.BYTES;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void noteSlice(int field, int size) {
        if (Integer.compareUnsigned(field, MAX_FIELD) > 0) {
            return;
        }
        int bit = 1 << field;
        if ((slices & bit) == 0) {
            slices |= bit;
            first[field] = pos;
            count[field] = 0;
        }
        count[field]++;
        offset[field] = pos;
        length[field] = size;
    }

    private long varint() {
        byte[] bytes = buffer;
        int p = pos;
        if (p < end && bytes[p] >= 0) {
            pos = p + 1;
            return bytes[p];
        }
        long value = 0;
        for (int shift = 0; shift < 64 && p < end; shift += 7) {
            byte b = bytes[p++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                pos = p;
                return value;
            }
        }
        torn = true;
        return 0;
    }

    /** True if the field stands in the message as a number (a varint). */
    public boolean hasNumber(int field) {
        return (numbers & 1 << field) != 0;
    }

    /** True if the field stands in the message as bytes: text, a sub-message, or a repeated one of these. */
    public boolean hasBytes(int field) {
        return (slices & 1 << field) != 0;
    }

    /** The fields that stand in the message as numbers, one bit each: {@code 1 << field}. */
    public int numbers() {
        return numbers;
    }

    /** The fields that stand in the message as bytes, one bit each. */
    public int slices() {
        return slices;
    }

    /** The value of a varint field, 0 if it is absent. Signed types are read by casting: {@code (int) number(4)}. */
    public long number(int field) {
        return hasNumber(field) ? number[field] : 0;
    }

    /** Where the bytes of a length-delimited field begin in {@link #buffer}; 0 if it is absent. */
    public int offset(int field) {
        return hasBytes(field) ? offset[field] : 0;
    }

    /** How many bytes a length-delimited field has; 0 if it is absent. */
    public int length(int field) {
        return hasBytes(field) ? length[field] : 0;
    }

    /** How often a length-delimited field stands in the message. */
    public int count(int field) {
        return hasBytes(field) ? count[field] : 0;
    }

    /** The bytes that were scanned, whole. */
    public byte[] buffer() {
        return buffer;
    }

    /** The offset of the byte at which the last {@link #scan} gave up, -1 if it did not. */
    public int faultOffset() {
        return faultOffset;
    }

    /**
     * Walks the occurrences of a length-delimited field: with 0 for the first, then with the offset behind the former
     * occurrence's bytes. Returns the offset of the occurrence's bytes, -1 if there are no more; {@link #lastLength} is
     * their number.
     */
    public int nextOffset(int field, int behind) {
        if (!hasBytes(field)) {
            return -1;
        }
        if (behind == 0) {
            return lengthBefore(first[field], field);
        }
        pos = behind;
        torn = false;
        while (pos < end) {
            long tag = varint();
            int wireType = (int) tag & 7;
            if ((int) (tag >>> 3) == field && wireType == LENGTH_DELIMITED) {
                lastLength = (int) varint();
                return pos;
            }
            skip(wireType);
        }
        return -1;
    }

    private int lengthBefore(int at, int field) {
        if (count[field] == 1) {
            lastLength = length[field];
            return at;
        }
        int p = at - 1;
        while (p > 0 && buffer[p - 1] < 0) {
            p--;
        }
        pos = p;
        torn = false;
        lastLength = (int) varint();
        return at;
    }

    private void skip(int wireType) {
        switch (wireType) {
            case VARINT -> varint();
            case LENGTH_DELIMITED -> {
                int size = (int) varint();
                pos += size;
            }
            case FIXED64 -> pos += Long.BYTES;
            default -> pos += Integer.BYTES;
        }
    }

    /** The number of bytes of the occurrence that {@link #nextOffset} found last. */
    public int lastLength() {
        return lastLength;
    }

    /** True if the bytes of the field's last occurrence equal the given ones. */
    public boolean bytesEqual(int field, byte[] other) {
        int from = offset(field);
        return Arrays.equals(buffer, from, from + length(field), other, 0, other.length);
    }
}
