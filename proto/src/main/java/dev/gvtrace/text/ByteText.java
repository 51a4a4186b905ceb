// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import java.nio.charset.StandardCharsets;

/**
 * Byte strings: {@link String}s whose every char is one byte, 0 to 255. Between decoder and matchers (events, state,
 * field values, constants of conditions) byte text has this form, because such strings are compact in memory, compare
 * and search like bytes, and are lossless for bytes that are not UTF-8. Only the methods of this class convert to and
 * from this form.
 */
public final class ByteText {
    private ByteText() {}

    /** The given bytes as a byte string. */
    public static String of(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a text as a byte string. */
    public static String of(Text text) {
        return text.byteString();
    }

    /** The text of a byte string. The string is not checked: each char has to be a byte. */
    public static Text toText(String byteString) {
        return byteString.isEmpty() ? Text.EMPTY : new Text(byteString);
    }

    /**
     * Unicode text, such as a word of a rule file, as the byte string of its UTF-8 form. Lone surrogates as in
     * {@link EscapedText} become the bytes that they stand for.
     */
    public static String fromUnicode(String unicode) {
        for (int i = 0; i < unicode.length(); i++) {
            if (unicode.charAt(i) >= 0x80) {
                byte[] bytes = EscapedText.encode(unicode);
                return of(bytes, 0, bytes.length);
            }
        }
        return unicode;
    }

    /** A byte string as Unicode; bytes that are not UTF-8 become U+FFFD. */
    public static String toUnicode(String byteString) {
        for (int i = 0; i < byteString.length(); i++) {
            if (byteString.charAt(i) >= 0x80) {
                return new String(bytes(byteString), StandardCharsets.UTF_8);
            }
        }
        return byteString;
    }

    /** The bytes of a byte string. */
    public static byte[] bytes(String byteString) {
        return byteString.getBytes(StandardCharsets.ISO_8859_1);
    }
}
