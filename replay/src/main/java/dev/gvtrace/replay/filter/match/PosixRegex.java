// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gvtrace.text.ByteText;

/**
 * A regular expression in Falco's dialect (rule language reference 3.6): RE2 with POSIX syntax, matched
 * against whole texts, in linear time. Immutable.
 */
public final class PosixRegex {
    private final Pattern pattern;

    private PosixRegex(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Compiles an expression given as byte text.
     *
     * @throws IllegalArgumentException with the reason if it is invalid
     */
    public static PosixRegex compile(String expression) {
        String unicode = ByteText.toUnicode(expression);
        if (unicode.indexOf('\ufffd') >= 0 && expression.indexOf("\u00ef\u00bf\u00bd") < 0) {
            throw new IllegalArgumentException("invalid UTF-8");
        }
        try {
            return new PosixRegex(Pattern.compile(PosixTranslator.translate(unicode), Pattern.MULTILINE));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription() + ": " + e.getPattern(), e);
        }
    }

    /** True if the whole text matches. Bytes that are not UTF-8 count as U+FFFD. */
    public boolean matches(String text) {
        return pattern.matches(ByteText.toUnicode(text));
    }

    /** True if the expression is plain text, possibly with {@code .*} before or after it. */
    public static boolean isSimple(String expression) {
        String middle = expression;
        if (middle.startsWith(".*")) {
            middle = middle.substring(2);
        }
        if (middle.endsWith(".*")) {
            middle = middle.substring(0, middle.length() - 2);
        }
        for (int i = 0; i < middle.length(); i++) {
            if (".[](){}*+?^$|\\".indexOf(middle.charAt(i)) >= 0) {
                return false;
            }
        }
        return !middle.isEmpty();
    }
}
