// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

/** How much of a condition a fault is about, if only its start is known. */
final class WordLength {
    private WordLength() {}

    /** The length of the quoted text, word or sign that starts at an index; at least 1. */
    static int at(String text, int index) {
        if (index >= text.length()) {
            return 1;
        }
        char first = text.charAt(index);
        if (first == '"' || first == '\'') {
            int end = text.indexOf(first, index + 1);
            return end < 0 ? 1 : end - index + 1;
        }
        int end = index;
        while (end < text.length() && " \t\r\n()\"'=,<>!".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return Math.max(1, end - index);
    }
}
