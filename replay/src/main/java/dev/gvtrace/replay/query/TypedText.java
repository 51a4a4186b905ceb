// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Names of a trace as users type them, or copy them from an answer with its escapes. */
final class TypedText {
    private static final int HEX_DIGITS = 2;

    private TypedText() {}

    /**
     * The bytes of a word: {@code \\}, {@code \n}, {@code \r}, {@code \t} and {@code \xHH} stand for the bytes of which
     * they are the displayed forms; any other backslash stands for itself.
     */
    static Text of(String word) {
        if (word.indexOf('\\') < 0) {
            return Text.ofBytes(EscapedText.encode(word));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < word.length()) {
            int end = i;
            while (end < word.length() && word.charAt(end) != '\\') {
                end++;
            }
            bytes.writeBytes(EscapedText.encode(word.substring(i, end)));
            i = end < word.length() ? escape(word, end, bytes) : end;
        }
        return Text.ofBytes(bytes.toByteArray());
    }

    /** Decodes what begins with a backslash; returns the index after it. */
    private static int escape(String word, int at, ByteArrayOutputStream bytes) {
        char kind = at + 1 < word.length() ? word.charAt(at + 1) : 0;
        int simple = "\\nrt".indexOf(kind);
        if (kind != 0 && simple >= 0) {
            bytes.write("\\\n\r\t".charAt(simple));
            return at + 2;
        }
        int end = at + 2 + HEX_DIGITS;
        if (kind == 'x' && end <= word.length()) {
            int high = Character.digit(word.charAt(at + 2), 16);
            int low = Character.digit(word.charAt(at + 3), 16);
            if (high >= 0 && low >= 0) {
                bytes.write(high << 4 | low);
                return end;
            }
        }
        bytes.writeBytes("\\".getBytes(StandardCharsets.US_ASCII));
        return at + 1;
    }
}
