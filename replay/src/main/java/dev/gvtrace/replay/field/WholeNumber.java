// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import org.jspecify.annotations.Nullable;

/**
 * Whole decimal numbers in conditions, read as Falco's library reads constants and indexes: by C's {@code scanf}, into
 * 64 bits at the limits of which a number that does not fit stays, of which only the low ones are kept where the type
 * is smaller.
 */
public final class WholeNumber {
    private WholeNumber() {}

    /**
     * Blanks, a sign and digits as a signed number; null if the text is anything else.
     *
     * @param bits 1 to 64, how many are kept
     */
    public static @Nullable Long signed(String text, int bits) {
        int digits = digits(text);
        if (digits < 0) {
            return null;
        }
        boolean negative = negative(text, digits);
        String number = text.substring(digits);
        long value;
        try {
            value = Long.parseLong(negative ? '-' + number : number);
        } catch (NumberFormatException tooLarge) {
            value = negative ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        int unused = Long.SIZE - bits;
        return value << unused >> unused;
    }

    /**
     * Blanks, a sign and digits as an unsigned number, where a minus wraps; null if the text is anything else.
     *
     * @param bits 1 to 64, how many are kept
     */
    public static @Nullable Long unsigned(String text, int bits) {
        int digits = digits(text);
        if (digits < 0) {
            return null;
        }
        long value;
        try {
            value = Long.parseUnsignedLong(text, digits, text.length(), 10);
            value = negative(text, digits) ? -value : value;
        } catch (NumberFormatException tooLarge) {
            value = -1;
        }
        int unused = Long.SIZE - bits;
        return value << unused >>> unused;
    }

    /** The index that an argument is; null if there is none or it is -1, which to Falco means the same. */
    static @Nullable Integer index(@Nullable String key) {
        Long index = key == null ? null : signed(key, Integer.SIZE);
        return index == null || index == -1 ? null : (Integer) index.intValue();
    }

    private static boolean negative(String text, int digits) {
        return digits > 0 && text.charAt(digits - 1) == '-';
    }

    /** Where the digits begin that reach up to the end; -1 if something else is there. */
    private static int digits(String text) {
        int start = 0;
        while (start < text.length() && isBlank(text.charAt(start))) {
            start++;
        }
        if (start < text.length() && (text.charAt(start) == '-' || text.charAt(start) == '+')) {
            start++;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return start < text.length() ? start : -1;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
