// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The known name that a misspelt one is nearest to. */
final class NearestName {
    /** Longer words are not compared: they come from no typing error. */
    private static final int MAX_LENGTH = 100;

    private NearestName() {}

    /** {@code did you mean 'NAME'?}, null if no known name is near. */
    static @Nullable String hint(String word, Collection<String> known) {
        String nearest = of(word, known);
        return nearest == null ? null : "did you mean '" + nearest + "'?";
    }

    /** The nearest name, the first in the alphabet among equals; null if none is near. */
    static @Nullable String of(String word, Collection<String> known) {
        if (word.length() > MAX_LENGTH) {
            return null;
        }
        int limit = Math.max(1, word.length() / 3);
        String best = null;
        int least = limit + 1;
        for (String name : known) {
            if (Math.abs(name.length() - word.length()) > limit || name.length() > MAX_LENGTH) {
                continue;
            }
            int distance = distance(word, name);
            boolean nearer = distance < least || (distance == least && best != null && name.compareTo(best) < 0);
            if (distance > 0 && nearer) {
                best = name;
                least = distance;
            }
        }
        return best;
    }

    /** How many characters have to be put in, left out, changed or swapped with their neighbour. */
    static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
            Arrays.fill(row, 0);
        }
        return last[b.length()];
    }
}
