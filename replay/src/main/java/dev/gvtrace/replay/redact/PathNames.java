// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import java.util.HashMap;
import java.util.Map;

/** The names of the fields of one message, as paths: {@code context_data.cwd}, {@code argv[2]}. Not thread-safe. */
final class PathNames {
    private final String prefix;
    private final Map<Integer, Integer> seen = new HashMap<>();

    PathNames(String parent) {
        this.prefix = parent.equals(Part.ALL) ? "" : parent + ".";
    }

    /** Counts an occurrence of a field; returns how many there were before. */
    int count(int number) {
        return seen.merge(number, 1, Integer::sum) - 1;
    }

    /** The path of an occurrence. */
    String path(Shape.Leaf leaf, int occurrence) {
        return prefix + leaf.name() + (leaf.repeated() || occurrence > 0 ? "[" + occurrence + "]" : "");
    }
}
