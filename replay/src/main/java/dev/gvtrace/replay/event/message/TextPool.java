// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.text.ByteText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Returns the same {@link ByteText} string for recurring bytes, so that container ids, names and paths are created once
 * per sandbox and not once per message. A cache of fixed size: of two texts in the same slot the later one stays, so a
 * hostile sandbox can make it useless but never make it grow. Not thread-safe.
 */
public final class TextPool {
    private static final int SLOTS = 1 << 12;
    /** Longer texts rarely recur, and comparing them costs more than creating them. */
    private static final int MAX_LENGTH = 512;
    /** The maximum size of the texts in bytes. Names and paths of a large honest sandbox take a third. */
    private static final int MAX_BYTES = 2 << 20;
    /** The overhead of a text beyond its bytes, which are stored twice: a string and two arrays. */
    private static final int BESIDE = 72;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[][] bytes = new byte[SLOTS][];
    private final String[] texts = new String[SLOTS];
    private final IdentityPool identities = new IdentityPool(this);
    private int held;

    /** Makes an empty pool. */
    public TextPool() {}

    /** An upper bound of the pool's size in bytes: two arrays of references, their texts, and the identities. */
    public long heldBytes() {
        return held + 2L * SLOTS * Integer.BYTES + identities.heldBytes();
    }

    /** Clears the pool. */
    public void clear() {
        Arrays.fill(bytes, null);
        Arrays.fill(texts, null);
        held = 0;
        identities.clear();
    }

    /** The pool of identities that uses this pool of texts. */
    IdentityPool identities() {
        return identities;
    }

    /** The given bytes as byte text. */
    public String text(byte[] buffer, int offset, int length) {
        if (length == 0) {
            return "";
        }
        if (length > MAX_LENGTH) {
            return ByteText.of(buffer, offset, length);
        }
        int slot = hash(buffer, offset, length) & SLOTS - 1;
        byte[] kept = bytes[slot];
        if (kept != null && Arrays.equals(kept, 0, kept.length, buffer, offset, offset + length)) {
            return texts[slot];
        }
        String text = ByteText.of(buffer, offset, length);
        held += BESIDE + 2 * length - (kept == null ? 0 : BESIDE + 2 * kept.length);
        if (held > MAX_BYTES) {
            Arrays.fill(bytes, null);
            Arrays.fill(texts, null);
            held = BESIDE + 2 * length;
        }
        bytes[slot] = Arrays.copyOfRange(buffer, offset, offset + length);
        texts[slot] = text;
        return text;
    }

    private static int hash(byte[] buffer, int offset, int length) {
        long h = length;
        int i = offset;
        int whole = offset + (length & ~7);
        for (; i < whole; i += Long.BYTES) {
            h = (h ^ (long) LONGS.get(buffer, i)) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 29;
        }
        for (int end = offset + length; i < end; i++) {
            h = (h ^ buffer[i]) * 0x9E3779B97F4A7C15L;
        }
        return (int) (h >>> 40);
    }
}
