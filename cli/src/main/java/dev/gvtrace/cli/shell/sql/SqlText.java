// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Byte text as SQL has it. A text of DuckDB is UTF-8, so each byte that is not becomes a character of a private plane,
 * U+10FE00 and the byte, and so does each byte of a character from that range. No two texts become the same one, and a
 * text that comes back is printed as the shell prints it.
 */
final class SqlText {
    private static final int FIRST = 0x10fe00;
    private static final int LAST = FIRST + 0xff;
    /** The high surrogate of all of them. */
    private static final char HIGH = Character.highSurrogate(FIRST);
    /** The first byte of all of them in UTF-8. */
    private static final byte LEAD = (byte) 0xf4;

    private SqlText() {}

    /** The UTF-8 form of a text in SQL. */
    static byte[] utf8(Text text) {
        byte[] bytes = text.bytes();
        boolean ascii = true;
        boolean doubtful = false;
        for (byte b : bytes) {
            ascii &= b >= 0;
            doubtful |= b == LEAD;
        }
        return ascii || !doubtful && text.isUtf8() ? bytes : escaped(bytes).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isByte(int codePoint) {
        return codePoint >= FIRST && codePoint <= LAST;
    }

    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * 2);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            appendCharacters(text, out.flip());
            out.clear();
            if (!result.isError()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.append(ofByte(in.get()));
            }
        }
    }

    private static void appendCharacters(StringBuilder text, CharSequence characters) {
        characters.codePoints().forEach(codePoint -> {
            if (isByte(codePoint)) {
                for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                    text.append(ofByte(b));
                }
            } else {
                text.appendCodePoint(codePoint);
            }
        });
    }

    /** The character that stands for a byte. */
    static String ofByte(byte b) {
        return Character.toString(FIRST + (b & 0xff));
    }

    /** The text that DuckDB returned. */
    static Text toText(String text) {
        if (text.indexOf(HIGH) < 0) {
            return Text.ofUtf8(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        text.codePoints().forEach(codePoint -> {
            if (isByte(codePoint)) {
                bytes.write(codePoint - FIRST);
            } else {
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            }
        });
        return Text.ofBytes(bytes.toByteArray());
    }
}
