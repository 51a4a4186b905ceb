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
 * Gives the same bytes of context data the same {@link Identity} again: comparing them costs a fifth of reading them. A
 * cache, not a table, as {@link TextPool} is: of two that meet in one slot the later stays. Not thread-safe.
 */
final class IdentityPool {
    private static final int SLOTS = 1 << 12;
    /** Longer ones are read each time. */
    private static final int MAX_LENGTH = 1024;
    /** Bytes that identities take at the most, those texts of theirs that are nowhere else included. */
    private static final int MAX_BYTES = 2 << 20;
    /** What one takes beside its bytes and its texts, which have no more: itself, its ids, two arrays, three texts. */
    private static final int BESIDE = 384;

    private static final int INITIAL_NUMBERS = 64;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final TextPool texts;
    private final FieldTable fields = new FieldTable();
    private final FieldTable credentials = new FieldTable();
    private final byte[][] bytes = new byte[SLOTS][];
    private final Identity[] identities = new Identity[SLOTS];
    /** The contexts that were met last, and what each number among them stands for. */
    private Object contexts = this;

    private @Nullable Identity[] byNumber = new @Nullable Identity[INITIAL_NUMBERS];

    private int held;
    private long numbered;

    IdentityPool(TextPool texts) {
        this.texts = texts;
    }

    /** What the given bytes say; null if they are no message. */
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
     * The identity in the context of a message in parts; null if it is not a message. Usually one read from an array.
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

    /** About how many bytes the pool takes, never less. */
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
     * The thread id comes first; sessions ask for more at some points than at others, so lengths differ for one thread.
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
