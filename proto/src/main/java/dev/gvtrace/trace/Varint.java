// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * Variable-length numbers: seven bits a byte, least significant first, the top bit set on all but the last byte; at
 * most ten bytes. Signed numbers are folded first (0, -1, 1, -2 become 0, 1, 2, 3). An instance reads; not thread-safe.
 */
public final class Varint {
    public static final int MAX_BYTES = 10;

    private long value;
    private int next;

    /** Writes a number and returns the offset after it. */
    public static int write(byte[] buffer, int offset, long value) {
        int at = offset;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[at++] = (byte) rest;
        return at;
    }

    /** The number of bytes that {@link #write} writes. */
    public static int length(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }

    public static int writeSigned(byte[] buffer, int offset, long value) {
        return write(buffer, offset, (value << 1) ^ (value >> 63));
    }

    public static long signed(long folded) {
        return (folded >>> 1) ^ -(folded & 1);
    }

    /** Reads a number between {@code offset} and {@code end}; false when it is truncated or longer than ten bytes. */
    public boolean read(byte[] buffer, int offset, int end) {
        long result = 0;
        int at = offset;
        for (int shift = 0; shift < 70 && at < end; shift += 7) {
            byte b = buffer[at++];
            result |= (b & 0x7fL) << shift;
            if (b >= 0) {
                value = result;
                next = at;
                return true;
            }
        }
        return false;
    }

    /** The number read last, as 64 unsigned bits. */
    public long value() {
        return value;
    }

    /** Offset after the number read last. */
    public int next() {
        return next;
    }
}
