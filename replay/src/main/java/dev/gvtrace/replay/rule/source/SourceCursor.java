// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.text.EscapedText;

/**
 * A position in the text of a rule file, and what stands there. Line feed, carriage return and both together break a
 * line; U+0085, U+2028 and U+2029 are ordinary characters. Which line end the file uses is decided by its first one:
 * only those start a column anew.
 */
final class SourceCursor {
    /** What {@link #peek} and {@link #at} give behind the end. In the text it ends a word just as the end does. */
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

    /** Index of the character that comes next. */
    int offset() {
        return at;
    }

    int lineStart() {
        return lineStart;
    }

    /** How many characters of the line stand before, from 0. */
    int column() {
        return at - lineStart;
    }

    char peek() {
        return at(0);
    }

    /** The character that comes some places behind the next. */
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

    /** Whether an indicator that stands before this place is one: behind it comes a blank, a line end, or nothing. */
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
