// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

/**
 * The escapes of double quotes. An escape that is not known is an error, so regular expressions need {@code \\d} there.
 */
final class YamlEscapes {
    /** What Falco's parser takes for a backslash in plain and block scalars. */
    static final char NUL = '\0';

    private static final String LETTERS = "0abt\tnvfre \"'\\/N_LP";
    private static final String MEANT = "\0\u0007\b\t\t\n\u000B\f\r\u001B \"'\\/\u0085\u00A0\u2028\u2029";

    private YamlEscapes() {}

    /** Reads one escape; the cursor stands before its backslash or NUL. */
    static String read(SourceCursor in) throws YamlSyntaxException {
        in.take();
        char letter = in.take();
        int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
        if (digits > 0) {
            return code(in, digits);
        }
        int known = LETTERS.indexOf(letter);
        if (known < 0) {
            throw new YamlSyntaxException(
                    "unknown escape character: " + letter + " (in double quotes a backslash is written \\\\)",
                    in.offset());
        }
        return MEANT.substring(known, known + 1);
    }

    private static String code(SourceCursor in, int digits) throws YamlSyntaxException {
        long value = 0;
        boolean right = true;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(in.take(), 16);
            right &= digit >= 0;
            value = value << 4 | Math.max(digit, 0);
        }
        if (!right) {
            throw new YamlSyntaxException(
                    "bad character found while scanning hex number: expected " + digits + " hexadecimal digits",
                    in.offset());
        }
        if (value > Character.MAX_CODE_POINT || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
            throw new YamlSyntaxException("invalid unicode: " + value, in.offset());
        }
        return Character.toString((int) value);
    }
}
