// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import java.nio.charset.StandardCharsets;

/**
 * Text as the kernel has it: bytes. Everything between decoder and output (names, paths, arguments, constants of
 * conditions) is a {@code String} whose every char is one byte, 0 to 255. Such strings are compact in memory, compare
 * and search as bytes do, and lose nothing when the bytes are not UTF-8. Unicode exists only at the edges: rule files
 * and commands are turned into byte text when read, outputs back when printed.
 */
public final class ByteText {
    private static final char FIRST_BYTE = '\udc80';
    private static final char LAST_BYTE = '\udcff';

    private ByteText() {}

    /** The given bytes as byte text. */
    public static String of(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /**
     * Unicode text, such as a word of a rule file, as the byte text of its UTF-8 form. Lone surrogates from U+DC80 to U+DCFF
     * stand for bytes that are not UTF-8 (those of a command line, of a file's name) and become these bytes.
     */
    public static String fromUnicode(String unicode) {
        for (int i = 0; i < unicode.length(); i++) {
            if (unicode.charAt(i) >= 0x80) {
                return encoded(unicode);
            }
        }
        return unicode;
    }

    private static String encoded(String unicode) {
        StringBuilder bytes = new StringBuilder(unicode.length() + 16);
        int plain = 0;
        for (int i = 0; i < unicode.length(); i++) {
            char c = unicode.charAt(i);
            if (c >= FIRST_BYTE && c <= LAST_BYTE && (i == 0 || !Character.isHighSurrogate(unicode.charAt(i - 1)))) {
                bytes.append(utf8(unicode, plain, i)).append((char) (c & 0xff));
                plain = i + 1;
            }
        }
        return bytes.append(utf8(unicode, plain, unicode.length())).toString();
    }

    private static String utf8(String unicode, int from, int to) {
        return new String(unicode.substring(from, to).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Byte text as Unicode; bytes that are not UTF-8 become U+FFFD. */
    public static String toUnicode(String byteText) {
        for (int i = 0; i < byteText.length(); i++) {
            if (byteText.charAt(i) >= 0x80) {
                return new String(bytes(byteText), StandardCharsets.UTF_8);
            }
        }
        return byteText;
    }

    /** The bytes of byte text. */
    public static byte[] bytes(String byteText) {
        return byteText.getBytes(StandardCharsets.ISO_8859_1);
    }
}
