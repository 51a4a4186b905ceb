// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

/** The length of the part of a condition that an error is about, if only its start is known. */
public final class WordLength {
    private WordLength() {}

    /** The length of the check that starts at an index: up to what ends it. */
    public static int ofCheck(String text, int index) {
        int depth = 0;
        int at = index;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                int end = text.indexOf(c, at + 1);
                at = end < 0 ? text.length() : end;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0) {
                break;
            } else if (depth == 0 && Character.isWhitespace(c) && startsWord(text, at + 1)) {
                break;
            }
            at++;
        }
        return Math.min(at, text.length()) - index;
    }

    private static boolean startsWord(String text, int index) {
        for (String word : new String[] {"and", "or"}) {
            int end = index + word.length();
            if (text.startsWith(word, index) && (end >= text.length() || " \t\r\n(".indexOf(text.charAt(end)) >= 0)) {
                return true;
            }
        }
        return false;
    }

    /** The length of the quoted text, word or sign that starts at an index; at least 1. */
    public static int at(String text, int index) {
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
