// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Secrets that rules with {@code everywhere} found, to be found again where no rule expects them. Each place of a text
 * is compared with those secrets only that begin with the same bytes. Not thread-safe.
 */
final class FoundSecrets {
    /** Shorter ones are not searched: a password {@code 1} would replace every digit one. */
    static final int SHORTEST = 6;

    private static final long MASK = (1L << (Byte.SIZE * SHORTEST)) - 1;
    private static final long MAX_BYTES = 64L << 20;
    private static final int FILTER_BITS = 16;
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final Set<ByteBuffer> known = new HashSet<>();
    private final Map<Long, List<Secret>> byBeginning = new HashMap<>();
    private final BitSet filter = new BitSet(1 << FILTER_BITS);
    private long bytes;

    @SuppressWarnings("ArrayRecordComponent") // never changed
    private record Secret(byte[] value, int rule) {}

    /** Receives what was found. */
    interface Found {
        void at(int from, int to, int rule);
    }

    /**
     * Adds a secret, unless it is too short.
     *
     * @throws RedactionException if there are too many
     */
    void add(byte[] value, int rule) throws RedactionException {
        if (value.length < SHORTEST || !known.add(ByteBuffer.wrap(value))) {
            return;
        }
        bytes += value.length;
        if (bytes > MAX_BYTES) {
            throw new RedactionException("more than " + MAX_BYTES
                    + " bytes of secrets are to be found everywhere: expected rules with 'everywhere' to find less");
        }
        long beginning = 0;
        for (int i = 0; i < SHORTEST; i++) {
            beginning = beginning << Byte.SIZE | value[i] & 0xff;
        }
        filter.set(slot(beginning));
        List<Secret> list = byBeginning.computeIfAbsent(beginning, any -> new ArrayList<>());
        list.add(new Secret(value, rule));
        list.sort(Comparator.comparingInt((Secret secret) -> -secret.value.length));
    }

    private static int slot(long beginning) {
        return (int) (beginning * SPREAD >>> (Long.SIZE - FILTER_BITS));
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** Finds all, the longest at each place; what was found is not searched again. */
    void find(byte[] text, Found found) {
        long beginning = 0;
        int free = 0;
        for (int i = 0; i < text.length; i++) {
            beginning = (beginning << Byte.SIZE | text[i] & 0xff) & MASK;
            int from = i - SHORTEST + 1;
            if (from < free || !filter.get(slot(beginning))) {
                continue;
            }
            for (Secret secret : byBeginning.getOrDefault(beginning, List.of())) {
                int to = from + secret.value.length;
                if (to <= text.length && Arrays.equals(text, from, to, secret.value, 0, secret.value.length)) {
                    found.at(from, to, secret.rule);
                    free = to;
                    break;
                }
            }
        }
    }
}
