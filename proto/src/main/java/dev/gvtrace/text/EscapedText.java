// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as a lossless Unicode {@link String}: UTF-8 is decoded, and each byte that is not UTF-8 becomes a lone
 * surrogate, U+DC80 to U+DCFF, which does not occur in UTF-8. For bytes that Java represents as {@code String}:
 * arguments on the command line and file names. Everything else is {@link Text}.
 */
public final class EscapedText {
    private static final char FIRST = '\udc80';
    private static final char LAST = '\udcff';
    private static final int PLANE = 0xdc00;

    private EscapedText() {}

    /** The bytes as text. */
    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /** Some of the bytes as text. */
    public static String decode(byte[] bytes, int offset, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        CharBuffer out = CharBuffer.allocate(length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (PLANE | in.get() & 0xff));
            }
        }
    }

    /** A text as an escaped string. */
    public static String of(Text text) {
        return decode(text.bytes());
    }

    /** The bytes of a string from {@link #decode}, or of any other. */
    public static byte[] encode(String text) {
        int escape = next(text, 0);
        if (escape == text.length()) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        int plain = 0;
        while (escape < text.length()) {
            out.writeBytes(text.substring(plain, escape).getBytes(StandardCharsets.UTF_8));
            out.write(text.charAt(escape));
            plain = escape + 1;
            escape = next(text, plain);
        }
        out.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** Whether the char at an index stands for a byte that is not UTF-8. */
    public static boolean isByte(String text, int index) {
        char c = text.charAt(index);
        return c >= FIRST && c <= LAST && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    /** The index of the next byte that is not UTF-8; the length if there is none. */
    private static int next(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (isByte(text, i)) {
                return i;
            }
        }
        return text.length();
    }
}
