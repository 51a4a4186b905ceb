// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the known name that was most likely meant by a misspelt one. */
public final class NearestName {
    private static final int MAX_LENGTH = 64;

    /** Shorter words resemble too many others for a hint. */
    private static final int SHORTEST = 3;

    private NearestName() {}

    /**
     * The candidate with the smallest edit distance: insertions, deletions, replacements, swaps of neighbours; the
     * alphabetically first of several. Null if none is within a third of the name's length.
     */
    public static @Nullable String of(String name, Collection<String> candidates) {
        if (name.length() > MAX_LENGTH) {
            return null;
        }
        int limit = Math.max(1, name.length() / 3);
        String best = null;
        int bestDistance = limit + 1;
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - name.length()) > limit || candidate.length() > MAX_LENGTH) {
                continue;
            }
            int distance = distance(name, candidate);
            if (distance < bestDistance
                    || (best != null && distance == bestDistance && candidate.compareTo(best) < 0)) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** {@code did you mean 'NAME'?}, or null if no known name is near, or the word is too short. */
    public static @Nullable String hint(String word, Collection<String> known) {
        String nearest = word.length() < SHORTEST ? null : of(word, known);
        return nearest == null ? null : "did you mean '" + nearest + "'?";
    }

    private static int distance(String one, String other) {
        int[] beforeLast = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                int cost = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + same);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    cost = Math.min(cost, beforeLast[j - 2] + 1);
                }
                row[j] = cost;
            }
            int[] oldest = beforeLast;
            beforeLast = last;
            last = row;
            row = oldest;
        }
        return last[other.length()];
    }
}
