// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A sentence in the making. What comes from a trace is put in quotes unless it is an ordinary name, so that it cannot
 * be taken for words of the sentence, and is cut if it is long. Escaping is left to what prints the text.
 */
final class Phrase {
    /** The longest name that is not cut, in bytes. */
    static final int LONGEST = 240;

    private static final String ORDINARY = "._/+:@%=~^#-[],>";
    private static final String QUOTES = "\"'`";

    private final List<Text> parts = new ArrayList<>();

    /** Adds words of the sentence. */
    Phrase say(String words) {
        parts.add(Text.ofUtf8(words));
        return this;
    }

    /** Adds a number. */
    Phrase say(long number) {
        return say(Long.toString(number));
    }

    /** Adds a name of the trace, such as a path, in quotes where it has other characters than names usually have. */
    Phrase name(Text name) {
        return isOrdinary(name) ? add(cut(name)) : quoted(name);
    }

    /** Adds the text of another phrase. */
    Phrase phrase(Text text) {
        return add(text);
    }

    /** Adds text of the trace in quotes. */
    Phrase quoted(Text text) {
        String quote = quoteFor(text);
        say(quote);
        Text shown = cut(text);
        parts.add(quote.equals("'") ? doubled(shown) : shown);
        return say(quote);
    }

    /** Adds a number with its noun. */
    Phrase count(long number, String one, String many) {
        return say(number + " " + (number == 1 ? one : many));
    }

    /** Adds a number of bytes. */
    Phrase bytes(long number) {
        return count(number, "byte", "bytes");
    }

    /** The sentence. */
    Text text() {
        return Text.join(Text.EMPTY, parts);
    }

    private Phrase add(Text text) {
        parts.add(text);
        return this;
    }

    private Text cut(Text text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = LONGEST;
        while (end > 0 && (text.byteAt(end) & 0xc0) == 0x80 && end > LONGEST - 4) {
            end--; // not inside a character
        }
        return Text.join(
                Text.EMPTY,
                List.of(Text.ofBytes(text.bytes(), 0, end), Text.ofUtf8("... (" + text.length() + " bytes)")));
    }

    private static boolean isOrdinary(Text name) {
        if (name.isEmpty() || !name.isUtf8()) {
            return false;
        }
        return name.decoded()
                .codePoints()
                .allMatch(c -> Character.isLetterOrDigit(c) || c < 0x80 && ORDINARY.indexOf(c) >= 0);
    }

    /** The first quotation mark that the text does not have; the apostrophe if it has all. */
    private static String quoteFor(Text text) {
        String decoded = text.decoded();
        for (int i = 0; i < QUOTES.length(); i++) {
            if (decoded.indexOf(QUOTES.charAt(i)) < 0) {
                return QUOTES.substring(i, i + 1);
            }
        }
        return "'";
    }

    private static Text doubled(Text text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte b : text.bytes()) {
            bytes.write(b);
            if (b == '\'') {
                bytes.write(b);
            }
        }
        return Text.ofBytes(bytes.toByteArray());
    }
}
