// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import dev.gvtrace.text.Text;
import org.jspecify.annotations.Nullable;

/** Writes values so that a condition, or a command with arguments, reads them back. */
final class ValueText {
    /** Characters that end a bare value, separate stages or escape. */
    private static final String SPECIAL = "()\"'=,|\\";

    /** Characters with which options, operators and comments begin. */
    private static final String LEADING = "-<>!#[";

    private ValueText() {}

    /**
     * A value of a condition.
     *
     * @param open the quote that was typed before it; 0 for none
     * @param around the quote that encloses the condition; 0 for none
     * @return null for a value that cannot be written there
     */
    static @Nullable String ofCondition(Text value, char open, char around) {
        String shown = value.display();
        boolean plain = value.isUtf8() && shown.equals(value.decoded());
        if (open == 0 && plain && isBare(shown)) {
            return shown;
        }
        char quote = open != 0 ? open : around == '"' ? '\'' : '"';
        String text = quote + escaped(value, quote) + quote;
        boolean clashes = around != 0 && (quote == around || text.indexOf(around) >= 0 || text.indexOf('\\') >= 0);
        return clashes ? null : text;
    }

    /** An argument, in which nothing can be escaped; null for a value that cannot be written. */
    static @Nullable String ofArgument(Text value, char open) {
        String shown = value.display();
        if (shown.isEmpty() || !value.isUtf8() || !shown.equals(value.decoded())) {
            return null;
        }
        if (open == 0 && isBare(shown)) {
            return shown;
        }
        char quote = open != 0 ? open : shown.indexOf('"') < 0 ? '"' : '\'';
        return shown.indexOf(quote) >= 0 || shown.indexOf('\\') >= 0 ? null : quote + shown + quote;
    }

    private static boolean isBare(String text) {
        return !text.isEmpty()
                && LEADING.indexOf(text.charAt(0)) < 0
                && text.chars().noneMatch(c -> Character.isWhitespace(c) || SPECIAL.indexOf(c) >= 0)
                && !text.equals("and")
                && !text.equals("or")
                && !text.equals("not");
    }

    /** A backslash before the closing quote would escape it; one before a blank is a backslash as well. */
    private static String escaped(Text value, char quote) {
        StringBuilder text = new StringBuilder();
        String display = value.display();
        boolean same = value.isUtf8() && display.equals(value.decoded());
        if (same) {
            display.chars().forEach(c -> text.append(c == quote ? "\\" : "").append((char) c));
            return text.toString();
        }
        byte[] bytes = value.bytes();
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            if (b == '\\') {
                text.append(i == bytes.length - 1 ? "\\ " : "\\\\");
            } else if (b == quote) {
                text.append('\\').append(quote);
            } else if (b < 0x20 || b >= 0x7f) {
                text.append(String.format("\\x%02x", b));
            } else {
                text.append((char) b);
            }
        }
        return text.toString();
    }
}
