// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.text.EscapedText;

/**
 * A position in the text of a rule file. Line feed, carriage return and both together break a
 * line; U+0085, U+2028 and U+2029 are ordinary characters. Which line end the file uses is decided by its first one:
 * only those start a column again.
 */
final class SourceCursor {
    /** The result of {@link #peek} and {@link #at} after the end. In the text it also ends a word. */
    static final char END = '\u0004';

    private final String text;
    private int at;
    private int lineStart;
    private char lineEnd;

    SourceCursor(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** Index of the next character. */
    int offset() {
        return at;
    }

    int lineStart() {
        return lineStart;
    }

    /** The number of characters before it in the line. */
    int column() {
        return at - lineStart;
    }

    char peek() {
        return at(0);
    }

    /** The character some places after the next one. */
    char at(int ahead) {
        int index = at + ahead;
        return index < text.length() ? text.charAt(index) : END;
    }

    char take() {
        char c = peek();
        at++;
        if (lineEnd == 0 && (c == '\n' || c == '\r')) {
            lineEnd = c == '\r' && peek() != '\n' ? '\r' : '\n';
        }
        if (lineEnd != 0 && c == lineEnd && at <= text.length()) {
            lineStart = at;
        }
        return c;
    }

    void skip(int characters) {
        for (int i = 0; i < characters; i++) {
            take();
        }
    }

    void skipBlanks() {
        while (isBlank(0)) {
            take();
        }
    }

    void skipToBreak() {
        while (!atEnd() && !isBreak(0)) {
            take();
        }
    }

    void skipBreak() {
        skip(peek() == '\r' && at(1) == '\n' ? 2 : 1);
    }

    boolean isBreak(int ahead) {
        char c = at(ahead);
        return c == '\n' || c == '\r';
    }

    boolean isBlank(int ahead) {
        char c = at(ahead);
        return c == ' ' || c == '\t';
    }

    boolean isBlankOrBreak(int ahead) {
        return isBlank(ahead) || isBreak(ahead);
    }

    /** Whether the character before this place is an indicator: it is followed by a blank, a line end, or the end. */
    boolean endsIndicator(int ahead) {
        return isBlankOrBreak(ahead) || at(ahead) == END;
    }

    boolean isIndicator(char c) {
        return peek() == c && endsIndicator(1);
    }

    boolean isDocumentStart() {
        return isMarker('-');
    }

    boolean isDocumentEnd() {
        return isMarker('.');
    }

    private boolean isMarker(char c) {
        return column() == 0 && peek() == c && at(1) == c && at(2) == c && endsIndicator(3);
    }

    String substring(int start, int end) {
        int last = Math.min(end, text.length());
        return text.substring(Math.min(start, last), last);
    }

    /** How many bytes are between an earlier place and this one. */
    int bytesSince(int start) {
        return EscapedText.encode(substring(start, at)).length;
    }
}
