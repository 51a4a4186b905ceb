// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Protobuf's numbers of variable length: seven bits a byte, lowest first, the eighth bit means that another byte
 * follows. Up to eight bytes are read as one word, because nearly every message has a time of nine bytes.
 */
public final class Varint {
    private static final int MAX_BYTES = 10;
    private static final long MORE = 0x8080808080808080L;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Varint() {}

    /** The offset after the number that begins at from; -1 if it is incomplete at the limit, or too long. */
    public static int end(byte[] bytes, int from, int limit) {
        if (bytes.length - from >= Long.BYTES) {
            long ends = ~(long) WORDS.get(bytes, from) & MORE;
            if (ends != 0) {
                int end = from + (Long.numberOfTrailingZeros(ends) + 1) / Byte.SIZE;
                return end <= limit ? end : -1;
            }
        }
        int most = Math.min(limit, from + MAX_BYTES);
        for (int p = from; p < most; p++) {
            if (bytes[p] >= 0) {
                return p + 1;
            }
        }
        return -1;
    }

    /**
     * The number from its first byte up to, but not including, end. Of a tenth byte only the lowest bit counts.
     */
    public static long value(byte[] bytes, int from, int end) {
        int size = end - from;
        if (size <= Long.BYTES && bytes.length - from >= Long.BYTES) {
            return packed((long) WORDS.get(bytes, from) & -1L >>> (Long.SIZE - size * Byte.SIZE));
        }
        long value = 0;
        int p = from;
        if (size > Long.BYTES) {
            value = packed((long) WORDS.get(bytes, from));
            p += Long.BYTES;
        }
        for (; p < end; p++) {
            value |= (bytes[p] & 0x7fL) << 7 * (p - from);
        }
        return value;
    }

    /** Writes a number at the buffer's position. */
    public static void put(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /** Joins eight groups of seven bits, each in a byte of its own. */
    private static long packed(long word) {
        long pairs = word & 0x007f007f007f007fL | (word & 0x7f007f007f007f00L) >>> 1;
        long fours = pairs & 0x00003fff00003fffL | (pairs & 0x3fff00003fff0000L) >>> 2;
        return fours & 0x0fffffffL | (fours & 0x0fffffff00000000L) >>> 4;
    }
}
