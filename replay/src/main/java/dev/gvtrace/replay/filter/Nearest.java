// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.FieldDefinition;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the known name that a misspelt one most likely stands for. */
public final class Nearest {
    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    /**
     * The candidate with the smallest edit distance: insertions, deletions, replacements, swaps of neighbours; the first of
     * several in the order of the alphabet. Null if none is within a third of the name's length.
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

    /** The nearest field. */
    static @Nullable String field(Binding<?> binding, String name) {
        String bracketed = binding.inBrackets(name);
        return bracketed != null
                ? bracketed
                : of(name, binding.all().stream().map(FieldDefinition::name).collect(Collectors.toSet()));
    }

    /** The nearest name of an event type. */
    static @Nullable String eventType(String name) {
        List<String> names = EventTypes.all().stream().map(EventType::name).toList();
        return of(name, names);
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
