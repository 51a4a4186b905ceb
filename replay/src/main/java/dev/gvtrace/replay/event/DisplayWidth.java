// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

import java.util.Arrays;

/**
 * The number of terminal columns of a text: two for East Asian wide characters and emoji, none for combining marks, one
 * for all others (Unicode's East Asian Width, UAX 11, W and F).
 */
public final class DisplayWidth {
    /** The first and the last of each range of wide characters. */
    private static final int[] WIDE = {
        0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x2614, 0x2615, 0x26a1, 0x26a1, 0x2705, 0x2705,
        0x274c, 0x274c, 0x2e80, 0x303e, 0x3041, 0xa4cf, 0xa960, 0xa97c, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19,
        0xfe30, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18cff, 0x1b000, 0x1b2fb, 0x1f004, 0x1f004, 0x1f0cf,
        0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a, 0x1f200, 0x1f265, 0x1f300, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f7e0,
        0x1f7eb, 0x1f90c, 0x1f9ff, 0x1fa70, 0x1faff, 0x20000, 0x3fffd
    };

    private DisplayWidth() {}

    /** The number of columns of a Unicode text without control characters. */
    public static int of(String text) {
        int width = text.length();
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int units = Character.charCount(point);
            width += point < 0x300 ? 0 : of(point) - units;
            i += units;
        }
        return width;
    }

    /**
     * A text of at most that many columns, 1 or more: one that is longer is cut before a character and ends with an
     * ellipsis.
     */
    public static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        int width = 0;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            width += of(point);
            if (width > columns - 1) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end) + "\u2026";
    }

    private static int of(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        int at = Arrays.binarySearch(WIDE, point);
        // Inside a range the insertion point is odd.
        return at >= 0 || (-at - 1) % 2 == 1 ? 2 : 1;
    }
}
