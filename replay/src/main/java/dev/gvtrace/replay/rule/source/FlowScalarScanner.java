// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.replay.rule.source.YamlNode.Style;

/**
 * Reads plain and quoted scalars. A line end becomes a blank, several become one less; blanks around them go.
 * Single-use.
 */
final class FlowScalarScanner {
    private static final String FLOW_ENDS = ",?[]{}";
    private static final String FLOW_VALUE_ENDS = ",]}";

    private final SourceCursor in;
    private final Style style;
    private final boolean inFlow;
    private final int indent;
    private final ScalarPlaces.Builder content;
    /** The part of the content that trimming leaves alone, since an escape wrote it. */
    private int escapedEnd = -1;

    private boolean endedByIndentation;
    private boolean closed;

    private FlowScalarScanner(SourceCursor in, Style style, boolean inFlow, int indent) {
        this.in = in;
        this.style = style;
        this.inFlow = inFlow;
        this.indent = indent;
        this.content = new ScalarPlaces.Builder(style == Style.PLAIN ? in.offset() : in.offset() + 1);
    }

    /**
     * A scalar that was read.
     *
     * @param token with its text
     * @param endedByIndentation true if a line with less indentation ended it
     * @param closed true if its closing quote did
     */
    record Result(YamlToken token, boolean endedByIndentation, boolean closed) {}

    /**
     * Reads a plain scalar.
     *
     * @param in at its first character
     * @param inFlow inside brackets or braces
     * @param indent columns that its further lines need
     */
    static Result plain(SourceCursor in, boolean inFlow, int indent) throws YamlSyntaxException {
        int start = in.offset();
        FlowScalarScanner scanner = new FlowScalarScanner(in, Style.PLAIN, inFlow, indent);
        scanner.scan();
        int kept = scanner.escapedEnd < 0 ? 0 : scanner.escapedEnd + 1;
        scanner.content.truncate(Math.max(kept, scanner.content.endWithout(" \t")));
        scanner.content.truncate(Math.max(kept, scanner.content.endWithout("\n")));
        int end =
                scanner.content.length() == 0 ? start : scanner.content.places().offset(scanner.content.length());
        return new Result(
                YamlToken.scalar(start, end, Style.PLAIN, scanner.content), scanner.endedByIndentation, false);
    }

    /** Reads a quoted scalar. */
    static Result quoted(SourceCursor in) throws YamlSyntaxException {
        int start = in.offset();
        Style style = in.peek() == '\'' ? Style.SINGLE_QUOTED : Style.DOUBLE_QUOTED;
        FlowScalarScanner scanner = new FlowScalarScanner(in, style, false, 0);
        in.take();
        scanner.scan();
        scanner.clip();
        YamlToken token = YamlToken.scalar(start, in.offset(), style, scanner.content);
        return new Result(token, false, scanner.closed);
    }

    /** Of the line ends that the text ends with one is left, as after a block scalar; escaped ones do not count. */
    private void clip() {
        int end = Math.max(content.endWithout("\n"), escapedEnd < 0 ? 0 : escapedEnd + 1);
        content.truncate(end == 0 ? 0 : end + 1);
    }

    private void scan() throws YamlSyntaxException {
        boolean emptyLine = false;
        while (!in.atEnd()) {
            boolean joined = line();
            if (in.atEnd()) {
                checkClosed();
                return;
            }
            if (style == Style.PLAIN && isDocumentMarker()) {
                return;
            }
            if (ends()) {
                if (style != Style.PLAIN) {
                    in.take();
                    closed = true;
                }
                return;
            }
            int lineEnd = in.offset();
            in.skipBreak();
            indentation();
            boolean nextEmpty = in.isBreak(0);
            if (nextEmpty) {
                content.append('\n', lineEnd);
            } else if (!emptyLine && !joined) {
                content.append(' ', lineEnd);
            }
            emptyLine = nextEmpty;
            if (!emptyLine && in.column() < indent) {
                endedByIndentation = true;
                return;
            }
        }
    }

    /** A quote that is open at the end of the file is an error only if the file does not end with its line. */
    private void checkClosed() throws YamlSyntaxException {
        if (style != Style.PLAIN) {
            throw new YamlSyntaxException(
                    "illegal EOF in scalar: the quote that was opened is never closed", in.offset());
        }
    }

    /** Takes characters up to the line's end or the scalar's; true if an escape joins the line with the next. */
    private boolean line() throws YamlSyntaxException {
        int kept = content.length();
        while (!in.atEnd() && !ends() && !in.isBreak(0)) {
            if (isDocumentMarker()) {
                if (style != Style.PLAIN) {
                    throw new YamlSyntaxException(
                            "illegal document indicator in scalar: --- or ... at the start of a line inside quotes",
                            in.offset());
                }
                return false;
            }
            if (style == Style.DOUBLE_QUOTED && in.peek() == '\\' && in.isBreak(1)) {
                in.take();
                escapedEnd = content.length();
                return true;
            }
            if (isEscape()) {
                escape();
                kept = content.length();
                escapedEnd = kept;
                continue;
            }
            int offset = in.offset();
            char c = in.take();
            content.append(c, offset);
            if (c != ' ' && c != '\t') {
                kept = content.length();
            }
        }
        if (in.isBreak(0) && !ends()) {
            content.truncate(kept);
        }
        return false;
    }

    private boolean isDocumentMarker() {
        return in.isDocumentStart() || in.isDocumentEnd();
    }

    private boolean isEscape() {
        return style == Style.PLAIN && in.peek() == YamlEscapes.NUL
                || style == Style.DOUBLE_QUOTED && in.peek() == '\\'
                || style == Style.SINGLE_QUOTED && in.peek() == '\'';
    }

    private void escape() throws YamlSyntaxException {
        int offset = in.offset();
        if (style == Style.SINGLE_QUOTED) {
            in.skip(2);
            content.append('\'', offset);
        } else {
            content.append(YamlEscapes.read(in), offset);
        }
    }

    private boolean ends() {
        char c = in.peek();
        return switch (style) {
            case DOUBLE_QUOTED -> c == '"';
            case SINGLE_QUOTED -> c == '\'' && in.at(1) != '\'';
            case PLAIN -> {
                boolean value = c == ':' && in.endsIndicator(1);
                boolean comment = in.isBlankOrBreak(0) && in.at(breakLength()) == '#';
                yield value || comment || inFlow && endsInFlow(c);
            }
            case LITERAL, FOLDED -> throw new IllegalStateException(style + ": a block scalar");
        };
    }

    private int breakLength() {
        return in.peek() == '\r' && in.at(1) == '\n' ? 2 : 1;
    }

    private boolean endsInFlow(char c) {
        return FLOW_ENDS.indexOf(c) >= 0 || c == ':' && FLOW_VALUE_ENDS.indexOf(in.at(1)) >= 0;
    }

    private void indentation() throws YamlSyntaxException {
        while (in.peek() == ' ' && in.column() < indent && !ends()) {
            in.take();
        }
        while (in.isBlank(0)) {
            if (in.peek() == '\t' && in.column() < indent) {
                throw YamlSyntaxException.tab(in.offset());
            }
            if (ends()) {
                return;
            }
            in.take();
        }
    }
}
