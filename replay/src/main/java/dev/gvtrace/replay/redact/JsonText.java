// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.text.EscapedText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON as bytes, whose strings are read and written in place: everything between them stays as it is. */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int ESCAPE_BYTES = 6;
    private static final int HEX = 16;

    private JsonText() {}

    /** True if the bytes are exactly one JSON value in UTF-8. */
    static boolean isValid(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
                if (parser.nextToken() == null) {
                    return false;
                }
                parser.skipChildren();
                return parser.nextToken() == null;
            }
        } catch (CharacterCodingException | JacksonException e) {
            return false;
        }
    }

    /** The offset behind the string that begins at a quotation mark of valid JSON. */
    static int endOfString(byte[] json, int from) {
        int p = from + 1;
        while (json[p] != '"') {
            p += json[p] == '\\' ? 2 : 1;
        }
        return p + 1;
    }

    /** The bytes that a string of valid JSON stands for. */
    static byte[] decode(byte[] json, int from, int to) {
        String raw = new String(json, from + 1, to - from - 2, StandardCharsets.UTF_8);
        if (raw.indexOf('\\') < 0) {
            return EscapedText.encode(raw);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = raw.charAt(++i);
            switch (escaped) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(raw.substring(i + 1, i + ESCAPE_BYTES - 1), HEX));
                    i += ESCAPE_BYTES - 2;
                }
                default -> text.append(escaped);
            }
        }
        return EscapedText.encode(text.toString());
    }

    /** Writes a string with its quotation marks. */
    static void encode(byte[] value, ByteArrayOutputStream out) {
        String text = EscapedText.decode(value);
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || EscapedText.isByte(text, i)) {
                json.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                json.append(c);
            }
        }
        out.writeBytes(json.append('"').toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Receives the strings of a JSON text in their order. */
    interface Visitor {
        /**
         * The name of a member.
         *
         * @return the name in the copy; null if it is the same
         */
        byte @Nullable [] name(String path, byte[] name, JsonPlace place) throws RedactionException;

        /**
         * A value.
         *
         * @return the value in the copy; null if it is the same
         */
        byte @Nullable [] value(String path, byte[] value, JsonPlace place) throws RedactionException;
    }
}
