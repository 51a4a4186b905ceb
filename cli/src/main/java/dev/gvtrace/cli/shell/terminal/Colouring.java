// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.replay.query.line.LineScan;
import dev.gvtrace.replay.query.line.Token;
import dev.gvtrace.replay.query.line.Vocabulary;
import java.util.function.BooleanSupplier;
import org.jline.reader.LineReader;
import org.jline.reader.impl.DefaultHighlighter;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Colours a line while it is typed: names that do not exist are red and underlined. Only bold, underlining and those
 * basic colours are used that can be read on light and dark grounds.
 */
final class Colouring extends DefaultHighlighter {
    private final Vocabulary vocabulary;

    private final BooleanSupplier wanted;

    Colouring(Vocabulary vocabulary, BooleanSupplier wanted) {
        this.vocabulary = vocabulary;
        this.wanted = wanted;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        if (!wanted.getAsBoolean() || reader.getRegionActive() != LineReader.RegionType.NONE) {
            return super.highlight(reader, buffer);
        }
        return coloured(buffer);
    }

    /** The same characters with their styles; control characters as {@code ^X}. */
    AttributedString coloured(String buffer) {
        AttributedStringBuilder text = new AttributedStringBuilder();
        int at = 0;
        for (Token token : LineScan.of(Lines.joined(buffer), vocabulary).tokens()) {
            append(text, buffer, at, token.start(), AttributedStyle.DEFAULT);
            append(text, buffer, token.start(), token.end(), style(token.role()));
            at = token.end();
        }
        append(text, buffer, at, buffer.length(), AttributedStyle.DEFAULT);
        return text.toAttributedString();
    }

    private static void append(AttributedStringBuilder text, String buffer, int from, int to, AttributedStyle style) {
        for (int i = from; i < to; i++) {
            char c = buffer.charAt(i);
            if (c == '\n' || c == '\t' || c >= ' ' && c < 0x7f || c >= 0xa0) {
                text.styled(style, String.valueOf(c));
            } else {
                text.styled(style.inverse(), c < ' ' ? "^" + (char) (c + '@') : "?");
            }
        }
    }

    private static AttributedStyle style(Token.Role role) {
        AttributedStyle plain = AttributedStyle.DEFAULT;
        return switch (role) {
            case COMMAND -> plain.bold();
            case OPTION, FIELD -> plain.foreground(AttributedStyle.CYAN);
            case OPERATOR -> plain.foreground(AttributedStyle.MAGENTA);
            case KEYWORD -> plain.foreground(AttributedStyle.MAGENTA).bold();
            case QUOTED -> plain.foreground(AttributedStyle.GREEN);
            case WRONG -> plain.foreground(AttributedStyle.RED).underline();
            case PLAIN, PUNCTUATION, COMMENT -> plain;
        };
    }
}
