// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.replay.rule.source.YamlNode.Style;

/** Reads literal and folded scalars. Single-use. */
final class BlockScalarScanner {
    private enum Chomp {
        STRIP,
        CLIP,
        KEEP
    }

    private final SourceCursor in;
    private final boolean folded;
    private Chomp chomp = Chomp.CLIP;
    private boolean indentKnown;
    private int indent = 1;
    private ScalarPlaces.Builder content;

    /** The part of the content that chomping leaves alone, since an escape wrote it. */
    private int escapedEnd = -1;

    private boolean anyText;
    private boolean pastHeader;
    private boolean emptyLine;
    private boolean moreIndented;
    private int pendingBreaks;
    private boolean pendingAfterMoreIndented;

    private BlockScalarScanner(SourceCursor in, boolean folded) {
        this.in = in;
        this.folded = folded;
        this.content = new ScalarPlaces.Builder(in.offset());
    }

    /**
     * Reads a block scalar.
     *
     * @param in at its indicator
     * @param parentIndent the column of what it is in; below 0 for a document's root
     */
    static YamlToken read(SourceCursor in, int parentIndent) throws YamlSyntaxException {
        int start = in.offset();
        BlockScalarScanner scanner = new BlockScalarScanner(in, in.peek() == '>');
        in.take();
        scanner.header();
        scanner.indent += Math.max(0, parentIndent);
        scanner.lines();
        scanner.chomp();
        Style style = scanner.folded ? Style.FOLDED : Style.LITERAL;
        return YamlToken.scalar(start, in.offset(), style, scanner.content);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isChomp(char c) {
        return c == '+' || c == '-';
    }

    /** At most one digit and one sign, in either order. */
    private void header() throws YamlSyntaxException {
        char first = in.peek();
        char second = in.at(1);
        boolean both = isDigit(first) && isChomp(second) || isChomp(first) && isDigit(second);
        int length = both ? 2 : isDigit(first) || isChomp(first) ? 1 : 0;
        for (int i = 0; i < length; i++) {
            char c = in.take();
            if (c == '0') {
                throw new YamlSyntaxException("cannot set zero indentation for a block scalar", in.offset());
            } else if (isDigit(c)) {
                indent = c - '0';
                indentKnown = true;
            } else {
                chomp = c == '+' ? Chomp.KEEP : Chomp.STRIP;
            }
        }
        in.skipBlanks();
        if (in.peek() == '#') {
            in.skipToBreak();
        }
        if (!in.atEnd() && !in.isBreak(0)) {
            throw new YamlSyntaxException(
                    "unexpected character in block scalar: behind " + (folded ? ">" : "|")
                            + " comes the end of the line, the text begins on the next",
                    in.offset());
        }
        content = new ScalarPlaces.Builder(in.offset());
    }

    private void lines() throws YamlSyntaxException {
        while (!in.atEnd()) {
            while (in.peek() != SourceCursor.END && !in.isBreak(0)) {
                anyText = true;
                pastHeader = true;
                int offset = in.offset();
                if (in.peek() == YamlEscapes.NUL) {
                    content.append(YamlEscapes.read(in), offset);
                    escapedEnd = content.length();
                } else {
                    content.append(in.take(), offset);
                }
            }
            if (in.peek() == SourceCursor.END) {
                return;
            }
            int lineEnd = in.offset();
            in.skipBreak();
            indentation();
            boolean nextEmpty = in.isBreak(0);
            boolean nextMoreIndented = in.isBlank(0);
            if (pendingBreaks == 0 && nextEmpty) {
                pendingAfterMoreIndented = moreIndented;
            }
            if (pastHeader) {
                join(lineEnd, nextEmpty, nextMoreIndented);
            }
            emptyLine = nextEmpty;
            moreIndented = nextMoreIndented;
            pastHeader = true;
            if (!emptyLine && in.column() < indent) {
                return;
            }
        }
    }

    private void indentation() throws YamlSyntaxException {
        boolean detects = !indentKnown && !anyText;
        while (in.peek() == ' ' && (in.column() < indent || detects)) {
            in.take();
        }
        if (detects) {
            indent = Math.max(indent, in.column());
        }
        if (in.peek() == '\t' && in.column() < indent) {
            throw YamlSyntaxException.tab(in.offset());
        }
    }

    private void join(int lineEnd, boolean nextEmpty, boolean nextMoreIndented) {
        if (!folded) {
            content.append('\n', lineEnd);
            return;
        }
        if (nextEmpty) {
            pendingBreaks++;
            return;
        }
        boolean together = !emptyLine && !moreIndented && !nextMoreIndented && in.column() >= indent;
        content.append(together ? ' ' : '\n', lineEnd);
        if (pendingBreaks > 0) {
            boolean keepsAll = pendingAfterMoreIndented || nextMoreIndented || !anyText;
            for (int i = keepsAll ? 0 : 1; i < pendingBreaks; i++) {
                content.append('\n', lineEnd);
            }
            pendingBreaks = 0;
        }
    }

    private void chomp() {
        int end = Math.max(content.endWithout("\n"), escapedEnd < 0 ? 0 : escapedEnd + 1);
        if (chomp == Chomp.STRIP || chomp == Chomp.CLIP && end == 0) {
            content.truncate(end);
        } else if (chomp == Chomp.CLIP) {
            content.truncate(end + 1);
        }
    }
}
