// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Replacements of parts of a text. All else keeps every character. Not thread-safe. */
final class TextEdits {
    private final String text;
    /** By start; parts do not overlap. */
    private final Map<Integer, Replacement> replacements = new TreeMap<>();

    private record Replacement(int to, String with) {}

    TextEdits(String text) {
        this.text = text;
    }

    /** Replaces the characters from the first index up to the second; a second one at the same place goes behind. */
    void replace(int from, int to, String with) {
        Replacement there = replacements.get(from);
        replacements.put(
                from,
                there == null ? new Replacement(to, with) : new Replacement(Math.max(there.to, to), there.with + with));
    }

    void insert(int at, String what) {
        replace(at, at, what);
    }

    String apply() {
        StringBuilder edited = new StringBuilder();
        int done = 0;
        for (Map.Entry<Integer, Replacement> one : replacements.entrySet()) {
            edited.append(text, done, one.getKey()).append(one.getValue().with());
            done = one.getValue().to();
        }
        return edited.append(text, done, text.length()).toString();
    }

    /** The blanks at the beginning of the line; null if something else is before this place. */
    static @Nullable String indentation(String text, int at) {
        int begin = text.lastIndexOf('\n', at - 1) + 1;
        String before = text.substring(begin, at);
        return before.isBlank() ? before : null;
    }

    /** The place behind the line feed that ends this line, or the end of the text. */
    static int nextLine(String text, int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }
}
