// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A set of texts with open addressing; tests do not allocate. Immutable. */
public final class TextSet {
    private final @Nullable String[] table;
    private final int mask;

    /** One bit for each length modulo 64 in the set: most texts outside the set are rejected by it. */
    private final long lengths;

    public TextSet(Collection<String> texts) {
        int size = Integer.highestOneBit(Math.max(texts.size(), 1) * 4 - 1) * 2;
        table = new @Nullable String[size];
        mask = size - 1;
        long seen = 0;
        for (String text : texts) {
            seen |= 1L << text.length();
            int at = spread(text.hashCode()) & mask;
            String there = table[at];
            while (there != null && !there.equals(text)) {
                at = (at + 1) & mask;
                there = table[at];
            }
            table[at] = text;
        }
        lengths = seen;
    }

    public boolean contains(String text) {
        if ((lengths >>> text.length() & 1) == 0) {
            return false;
        }
        int at = spread(text.hashCode()) & mask;
        String there = table[at];
        while (there != null) {
            if (there.equals(text)) {
                return true;
            }
            at = (at + 1) & mask;
            there = table[at];
        }
        return false;
    }

    private static int spread(int hash) {
        return hash ^ hash >>> 15;
    }
}
