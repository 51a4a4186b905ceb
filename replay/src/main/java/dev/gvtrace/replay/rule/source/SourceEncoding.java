// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.text.EscapedText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How a rule file's bytes become text: UTF-8, or UTF-16 and UTF-32 in both byte orders, as its byte order mark says or,
 * without one, as the zeros among the first bytes let guess. Bytes in UTF-8 that are not UTF-8 are kept, as Falco's
 * parser keeps them and names may hold them; in the other encodings what is broken becomes U+FFFD.
 */
final class SourceEncoding {
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
    private static final char END_OF_TRANSMISSION = '\u0004';

    private SourceEncoding() {}

    static String decode(byte[] bytes) {
        Charset charset = StandardCharsets.UTF_8;
        int mark = 0;
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            mark = 3;
        } else if (startsWith(bytes, 0, 0, 0xFE, 0xFF)) {
            charset = UTF_32BE;
            mark = 4;
        } else if (startsWith(bytes, 0xFE, 0xFF)) {
            charset = StandardCharsets.UTF_16BE;
            mark = 2;
        } else if (startsWith(bytes, 0xFF, 0xFE, 0, 0)) {
            charset = UTF_32LE;
            mark = 4;
        } else if (startsWith(bytes, 0xFF, 0xFE)) {
            charset = StandardCharsets.UTF_16LE;
            mark = 2;
        } else if (bytes.length > 1) {
            charset = guess(bytes);
        }
        int length = bytes.length - mark;
        if (charset == StandardCharsets.UTF_8) {
            return EscapedText.decode(bytes, mark, length);
        }
        int unit = charset == UTF_32BE || charset == UTF_32LE ? 4 : 2;
        return new String(bytes, mark, length - length % unit, charset).replace(END_OF_TRANSMISSION, '\uFFFD');
    }

    /** YAML starts with an ASCII character, so zeros beside the first byte are the rest of a wider unit. */
    private static Charset guess(byte[] bytes) {
        boolean zeroFirst = bytes[0] == 0;
        boolean zeroSecond = bytes[1] == 0;
        if (zeroFirst) {
            if (zeroSecond) {
                return bytes.length > 2 && bytes[2] == 0 ? UTF_32BE : StandardCharsets.UTF_8;
            }
            return isMarkByte(bytes[1]) ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16BE;
        }
        if (!zeroSecond || isMarkByte(bytes[0])) {
            return StandardCharsets.UTF_8;
        }
        return bytes.length > 3 && bytes[2] == 0 && bytes[3] == 0 ? UTF_32LE : StandardCharsets.UTF_16LE;
    }

    private static boolean isMarkByte(byte b) {
        int value = b & 0xFF;
        return value == 0xBB || value == 0xBF || value == 0xEF || value == 0xFE || value == 0xFF;
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
