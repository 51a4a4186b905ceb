// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import dev.gvtrace.text.ByteText;
import org.jspecify.annotations.Nullable;

/** Operations on byte text for ASCII only, like the C library's in the C locale. */
public final class Bytes {
    private Bytes() {}

    public static char toLower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    public static char toUpper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }

    /** The text itself if it has no capital letter. */
    public static String toLower(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (toLower(text.charAt(i)) != text.charAt(i)) {
                StringBuilder result = new StringBuilder(text);
                for (int j = i; j < text.length(); j++) {
                    result.setCharAt(j, toLower(text.charAt(j)));
                }
                return result.toString();
            }
        }
        return text;
    }

    /** The text itself if it has no small letter. */
    public static String toUpper(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (toUpper(text.charAt(i)) != text.charAt(i)) {
                StringBuilder result = new StringBuilder(text);
                for (int j = i; j < text.length(); j++) {
                    result.setCharAt(j, toUpper(text.charAt(j)));
                }
                return result.toString();
            }
        }
        return text;
    }

    /** True if the second text, of small letters, is in the first when that is folded to small letters. */
    public static boolean containsFolded(String text, String lower) {
        int last = text.length() - lower.length();
        for (int from = 0; from <= last; from++) {
            int i = 0;
            while (i < lower.length() && toLower(text.charAt(from + i)) == lower.charAt(i)) {
                i++;
            }
            if (i == lower.length()) {
                return true;
            }
        }
        return false;
    }

    /** The part before the first NUL; the text itself if there is none. */
    public static String untilNul(String text) {
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    /** The text after the last slash. */
    public static String basename(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        char lower = toLower(c);
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** The bytes of an even number of hexadecimal digits, or null for other texts. */
    public static @Nullable String fromHex(String digits) {
        if (digits.length() % 2 != 0 || digits.isEmpty()) {
            return null;
        }
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int high = hexDigit(digits.charAt(2 * i));
            int low = hexDigit(digits.charAt(2 * i + 1));
            if (high < 0 || low < 0) {
                return null;
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        return ByteText.of(bytes, 0, bytes.length);
    }

    /** Base64 with or without padding, decoded; null if it is not base64. */
    public static @Nullable String fromBase64(String text) {
        int length = text.length();
        while (length > 0 && text.length() - length < 2 && text.charAt(length - 1) == '=') {
            length--;
        }
        if (length % 4 == 1) {
            return null;
        }
        byte[] bytes = new byte[length * 3 / 4];
        int filled = 0;
        int buffer = 0;
        int bits = 0;
        for (int i = 0; i < length; i++) {
            int digit = base64Digit(text.charAt(i));
            if (digit < 0) {
                return null;
            }
            buffer = buffer << 6 | digit;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                bytes[filled++] = (byte) (buffer >> bits);
            }
        }
        return ByteText.of(bytes, 0, filled);
    }

    private static int base64Digit(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        if (c == '+') {
            return 62;
        }
        return c == '/' ? 63 : -1;
    }
}
