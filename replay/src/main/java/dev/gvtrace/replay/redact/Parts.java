// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parts of one message or record, by path. Remembers which were found. Not thread-safe. */
final class Parts {
    /** Bytes of an entry beside those of its parts. */
    private static final int ENTRY_BYTES = 110;
    /** Bytes of a part beside its path and rule. */
    private static final int PART_BYTES = 16;

    private final Map<String, List<Part>> byPath = new HashMap<>();
    private final Set<String> parents = new HashSet<>();
    private int left;

    Parts(List<Part> parts) {
        for (Part part : parts) {
            byPath.computeIfAbsent(part.path(), any -> new ArrayList<>()).add(part);
            left++;
            for (int dot = part.path().lastIndexOf('.');
                    dot > 0;
                    dot = part.path().lastIndexOf('.', dot - 1)) {
                parents.add(part.path().substring(0, dot));
            }
        }
    }

    /** An estimate of the bytes that parts take when they are recorded. */
    static long size(List<Part> parts) {
        long size = ENTRY_BYTES;
        for (Part part : parts) {
            size += part.path().length() + part.rule().length() + PART_BYTES;
        }
        return size;
    }

    /** The parts with this path that are spans, which count as found. */
    List<Span> takeSpans(String path) {
        List<Span> spans = new ArrayList<>();
        for (Part part : byPath.getOrDefault(path, List.of())) {
            if (part.form() == Part.Form.SPAN) {
                spans.add(new Span(part.start(), part.length(), part.rule()));
                left--;
            }
        }
        return spans;
    }

    /** True if there is a part of this form, which counts as found. */
    boolean take(String path, Part.Form form) {
        for (Part part : byPath.getOrDefault(path, List.of())) {
            if (part.form() == form) {
                left--;
                return true;
            }
        }
        return false;
    }

    /** True if a field of the message with this path has a part, or the message itself. */
    boolean isIn(String path) {
        return parents.contains(path) || byPath.containsKey(path);
    }

    /** True if each was found once. */
    boolean areAllFound() {
        return left == 0;
    }
}
