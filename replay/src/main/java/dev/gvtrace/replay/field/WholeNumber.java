// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import org.jspecify.annotations.Nullable;

/**
 * Whole decimal numbers in conditions, parsed like constants and indexes in Falco's library: by C's {@code scanf} into
 * 64 bits, saturating at their limits and then truncated to the low bits of a smaller type.
 */
public final class WholeNumber {
    private WholeNumber() {}

    /**
     * Blanks, a sign and digits as a signed number; null if the text is anything else.
     *
     * @param bits number of bits kept, 1 to 64
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
     * @param bits number of bits kept, 1 to 64
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

    /** The index in an argument; null if there is none or it is -1, which means the same in Falco. */
    static @Nullable Integer index(@Nullable String key) {
        Long index = key == null ? null : signed(key, Integer.SIZE);
        return index == null || index == -1 ? null : (Integer) index.intValue();
    }

    private static boolean negative(String text, int digits) {
        return digits > 0 && text.charAt(digits - 1) == '-';
    }

    /** The start of the digits that extend to the end; -1 if there is anything else. */
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
