// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

/**
 * What may be inserted in place of the part that is typed.
 *
 * @param text the whole part
 * @param description what it means, one line; empty for none
 * @param whole false if more has to follow without a blank
 */
public record Suggestion(String text, String description, boolean whole) {
    static Suggestion whole(String text, String description) {
        return new Suggestion(text, firstSentence(description), true);
    }

    static Suggestion begun(String text, String description) {
        return new Suggestion(text, firstSentence(description), false);
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        String first = end < 0 ? text : text.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }
}
