// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.stream.FieldTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Returns the same {@link Identity} for the same bytes of context data, because comparing bytes is cheaper than parsing
 * them. A cache like {@link TextPool}: of two in the same slot the later one stays. Not thread-safe.
 */
final class IdentityPool {
    private static final int SLOTS = 1 << 12;
    /** Longer contexts are parsed each time. */
    private static final int MAX_LENGTH = 1024;
    /** The maximum size of all identities in bytes, including texts that are used nowhere else. */
    private static final int MAX_BYTES = 2 << 20;
    /** The overhead of one beyond its bytes and texts: the object, its ids, two arrays, three texts. */
    private static final int BESIDE = 384;

    private static final int INITIAL_NUMBERS = 64;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final TextPool texts;
    private final FieldTable fields = new FieldTable();
    private final FieldTable credentials = new FieldTable();
    private final byte[][] bytes = new byte[SLOTS][];
    private final Identity[] identities = new Identity[SLOTS];
    /** The latest context table, and the identities of its numbers. */
    private Object contexts = this;

    private @Nullable Identity[] byNumber = new @Nullable Identity[INITIAL_NUMBERS];

    private int held;
    private long numbered;

    IdentityPool(TextPool texts) {
        this.texts = texts;
    }

    /** The identity in the given bytes; null if they are malformed. */
    @Nullable
    Identity identity(byte[] buffer, int offset, int length) {
        if (length > MAX_LENGTH) {
            return read(buffer, offset, length);
        }
        int slot = hash(buffer, offset, length);
        byte[] kept = bytes[slot];
        if (kept != null && Arrays.equals(kept, 0, kept.length, buffer, offset, offset + length)) {
            return identities[slot];
        }
        Identity identity = read(buffer, offset, length);
        if (identity != null) {
            held += BESIDE + 2 * length - (kept == null ? 0 : BESIDE + 2 * kept.length);
            if (held > MAX_BYTES) {
                Arrays.fill(bytes, null);
                Arrays.fill(identities, null);
                held = BESIDE + 2 * length;
            }
            bytes[slot] = Arrays.copyOfRange(buffer, offset, offset + length);
            identities[slot] = identity;
        }
        return identity;
    }

    /**
     * The identity in the context of a split message; null if it is malformed. Usually a read from an array.
     */
    @Nullable
    Identity identity(MessageParts parts) {
        if (contexts != parts.contexts()) {
            contexts = parts.contexts();
            Arrays.fill(byNumber, null);
            numbered = 0;
        }
        int number = parts.context();
        if (number >= byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, 2 * number);
        }
        Identity known = byNumber[number];
        if (known == null) {
            known = identity(parts.contextBuffer(), parts.contextOffset(), parts.contextLength());
            numbered += BESIDE + parts.contextLength();
            byNumber[number] = known;
        }
        return known;
    }

    /** An upper bound of the pool's size in bytes. */
    long heldBytes() {
        return held + numbered + 2L * SLOTS * Integer.BYTES + (long) byNumber.length * Integer.BYTES;
    }

    void clear() {
        Arrays.fill(bytes, null);
        Arrays.fill(identities, null);
        held = 0;
        contexts = this;
        byNumber = new @Nullable Identity[INITIAL_NUMBERS];
        numbered = 0;
    }

    private @Nullable Identity read(byte[] buffer, int offset, int length) {
        return fields.scan(buffer, offset, length) ? new Identity(fields, credentials, texts) : null;
    }

    /**
     * The thread id comes first; lengths differ for one thread because sessions request more at some points than at
     * others.
     */
    private static int hash(byte[] buffer, int offset, int length) {
        long h = length;
        if (length >= Long.BYTES) {
            h ^= (long) WORDS.get(buffer, offset) << 8;
        } else {
            for (int i = 0; i < length; i++) {
                h = h * 31 + buffer[offset + i];
            }
        }
        return (int) (h * 0x9E3779B97F4A7C15L >>> 52);
    }
}
