// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import org.jspecify.annotations.Nullable;

/**
 * The contexts of one block, each once: the part that messages of a thread repeat. If a block has contexts, the table
 * precedes the records:
 *
 * <pre>
 * contexts = number of contexts varint, { length varint, bytes }
 * </pre>
 *
 * Immutable; valid as long as the block's bytes. Written by {@code ContextCollector}.
 */
public final class ContextTable {
    static final ContextTable NONE = new ContextTable(new byte[0], new int[0], 0);

    private final byte[] buffer;
    /** Offset and length of each, alternating. */
    private final int[] places;

    private final int end;

    private ContextTable(byte[] buffer, int[] places, int end) {
        this.buffer = buffer;
        this.places = places;
        this.end = end;
    }

    /** The table at the beginning of a block's bytes; null if it is malformed. */
    public static @Nullable ContextTable read(byte[] block, int size) {
        Varint varint = new Varint();
        // A context takes at least one byte, so a greater count is invalid, and no memory is allocated for it.
        if (!varint.read(block, 0, size) || varint.value() < 0 || varint.value() > size - varint.next()) {
            return null;
        }
        int[] places = new int[2 * (int) varint.value()];
        int at = varint.next();
        for (int i = 0; i < places.length; i += 2) {
            if (!varint.read(block, at, size)) {
                return null;
            }
            at = varint.next();
            long length = varint.value();
            if (length < 0 || length > TraceFormat.MAX_CONTEXT || length > size - at) {
                return null;
            }
            places[i] = at;
            places[i + 1] = (int) length;
            at += (int) length;
        }
        return new ContextTable(block, places, at);
    }

    /** The number of contexts. */
    public int size() {
        return places.length / 2;
    }

    /** Contains all contexts; not to be changed. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where a context starts in {@link #buffer}. */
    public int offset(int number) {
        return places[2 * number];
    }

    /** Length of a context in bytes, 0 to 1,024. */
    public int length(int number) {
        return places[2 * number + 1];
    }

    /** The offset of the first record. */
    public int end() {
        return end;
    }
}
