// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.ContextTable;
import dev.gvtrace.trace.Varint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Collects and numbers the contexts of the block that is being written. Mirrored by {@link ContextTable}. The cost for
 * each packet is bounded even if the sender chooses contexts that collide: only a few slots are compared, and a context
 * not found there is added to the table again. Not thread-safe.
 */
final class ContextCollector {
    private static final int SLOTS = 1 << 11;
    private static final int LOOKED_AT = 8;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Number + 1 of the context in a slot; 0 if it is empty. */
    private final int[] slots = new int[SLOTS];

    private byte[] bytes = new byte[1024];
    private int size;
    /** Offset and length of each context, alternating. */
    private int[] places = new int[128];

    private int count;

    void clear() {
        if (count > 0) {
            Arrays.fill(slots, 0);
            count = 0;
            size = 0;
        }
    }

    /** The number of the context with these bytes, which is added if it is new. */
    int number(byte[] packet, int offset, int length) {
        int home = mix(packet, offset, length);
        int free = -1;
        for (int i = 0; i < LOOKED_AT; i++) {
            int slot = home + i & SLOTS - 1;
            int number = slots[slot] - 1;
            if (number < 0) {
                free = slot;
                break;
            }
            int at = places[2 * number];
            if (Arrays.equals(bytes, at, at + places[2 * number + 1], packet, offset, offset + length)) {
                return number;
            }
        }
        slots[free < 0 ? home : free] = count + 1;
        return add(packet, offset, length);
    }

    private int add(byte[] packet, int offset, int length) {
        if (bytes.length - size < length + Varint.MAX_BYTES) {
            bytes = Arrays.copyOf(bytes, 2 * (bytes.length + length));
        }
        if (places.length < 2 * count + 2) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        size = Varint.write(bytes, size, length);
        System.arraycopy(packet, offset, bytes, size, length);
        places[2 * count] = size;
        places[2 * count + 1] = length;
        size += length;
        return count++;
    }

    /** The first slot, from the thread's id at the beginning and its name and directory at the end. */
    private static int mix(byte[] packet, int offset, int length) {
        long h = length;
        if (length >= Long.BYTES) {
            h ^= (long) WORDS.get(packet, offset) << 8;
            h = h * 0x9E3779B97F4A7C15L ^ (long) WORDS.get(packet, offset + length - Long.BYTES);
        } else {
            for (int i = 0; i < length; i++) {
                h = h * 31 + packet[offset + i];
            }
        }
        return (int) (h * 0x9E3779B97F4A7C15L >>> 53);
    }

    /** Bytes of the table; 0 when it is empty and therefore omitted. */
    int size() {
        return count == 0 ? 0 : Varint.length(count) + size;
    }

    /** Writes the table, {@link #size} bytes. */
    void write(byte[] block, int offset) {
        System.arraycopy(bytes, 0, block, Varint.write(block, offset, count), size);
    }
}
