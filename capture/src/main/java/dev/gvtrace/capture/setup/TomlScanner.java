// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Goes through a TOML text, token by token. Not thread-safe. */
final class TomlScanner {
    private static final int MAX_DEPTH = 100;
    private static final char END = '\0';
    private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");
    /** Booleans, numbers, dates and times; a blank may stand between date and time. */
    private static final Pattern PLAIN_VALUE = Pattern.compile("true|false"
            + "|\\d{4}-\\d\\d-\\d\\d([Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)?)?"
            + "|\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?"
            + "|0x[0-9A-Fa-f_]+|0o[0-7_]+|0b[01_]+"
            + "|[+-]?(inf|nan|[0-9][0-9_]*(\\.[0-9][0-9_]*)?([eE][+-]?[0-9][0-9_]*)?)");

    private final String text;
    private int at;
    private int depth;

    TomlScanner(String text) {
        this.text = text;
    }

    /** Index of the next character. */
    int at() {
        return at;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The next character; NUL at the end. */
    char peek() {
        return atEnd() ? END : text.charAt(at);
    }

    SetupException wrong(String what) {
        long line = text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        return new SetupException("not TOML: line " + line + ": " + what);
    }

    void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    /** Skips blanks, comments and line ends. */
    void skipLines() {
        while (true) {
            skipBlanks();
            if (peek() == '#') {
                at = lineEnd();
            } else if (peek() == '\n' || (peek() == '\r' && text.startsWith("\r\n", at))) {
                at++;
            } else {
                return;
            }
        }
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    /** Skips what may follow on a line, and its end. */
    void endLine() throws SetupException {
        skipBlanks();
        if (peek() == '#') {
            at = lineEnd();
        } else if (peek() == '\r') {
            at++;
        }
        if (!atEnd() && peek() != '\n') {
            throw wrong("expected the end of the line, found '" + peek() + "'");
        }
        at = Math.min(at + 1, text.length());
    }

    boolean skipIf(char c) {
        boolean there = !atEnd() && peek() == c;
        at += there ? 1 : 0;
        return there;
    }

    void expect(char c) throws SetupException {
        if (!skipIf(c)) {
            throw wrong("expected '" + c + "', found " + (atEnd() ? "the end of the file" : "'" + peek() + "'"));
        }
    }

    /** Expects an opening bracket. */
    void enter(char c) throws SetupException {
        expect(c);
        if (++depth > MAX_DEPTH) {
            throw wrong("nested deeper than " + MAX_DEPTH);
        }
    }

    /** Expects a closing bracket. */
    void leave(char c) throws SetupException {
        expect(c);
        depth--;
    }

    /** Keys with dots between them, and the blanks around them. */
    List<String> keys() throws SetupException {
        List<String> keys = new ArrayList<>();
        do {
            skipBlanks();
            keys.add(key());
            skipBlanks();
        } while (skipIf('.'));
        return keys;
    }

    private String key() throws SetupException {
        if (peek() == '"' || peek() == '\'') {
            if (text.startsWith("\"\"\"", at) || text.startsWith("'''", at)) {
                throw wrong("a key has one line");
            }
            return string();
        }
        Matcher bare = BARE_KEY.matcher(text).region(at, text.length());
        if (!bare.lookingAt()) {
            throw wrong("expected a key");
        }
        at = bare.end();
        return bare.group();
    }

    void plainValue() throws SetupException {
        Matcher value = PLAIN_VALUE.matcher(text).region(at, text.length());
        if (!value.lookingAt()) {
            throw wrong("expected a value");
        }
        at = value.end();
    }

    /** A string of any of the four forms. */
    String string() throws SetupException {
        char quote = peek();
        String three = String.valueOf(quote).repeat(3);
        boolean threefold = text.startsWith(three, at);
        return quote == '"' ? basic(threefold ? three : "\"") : literal(threefold ? three : "'");
    }

    private String literal(String quote) throws SetupException {
        int from = at + quote.length();
        int end = text.indexOf(quote, from);
        if (end >= 0 && quote.length() == 3) {
            end = lastQuote(end, '\'');
        }
        String found = end < 0 ? "\n" : text.substring(from, end);
        if (end < 0 || (quote.length() == 1 && found.indexOf('\n') >= 0)) {
            throw wrong("a string does not end");
        }
        at = end + quote.length();
        return found;
    }

    /** Up to two quotes may stand before the three that end a string. */
    private int lastQuote(int end, char quote) {
        int last = end;
        while (last < end + 2 && last + 3 < text.length() && text.charAt(last + 3) == quote) {
            last++;
        }
        return last;
    }

    private String basic(String quote) throws SetupException {
        StringBuilder found = new StringBuilder();
        at += quote.length();
        while (!text.startsWith(quote, at)) {
            if (atEnd() || (peek() == '\n' && quote.length() == 1)) {
                throw wrong("a string does not end");
            }
            if (peek() == '\\') {
                escape(found, quote.length() == 3);
            } else {
                found.append(text.charAt(at++));
            }
        }
        if (quote.length() == 3) {
            int end = lastQuote(at, '"');
            found.append(text, at, end);
            at = end;
        }
        at += quote.length();
        return found.toString();
    }

    private void escape(StringBuilder found, boolean lines) throws SetupException {
        at++;
        char c = peek();
        int simple = "btnfr\"\\".indexOf(c);
        if (simple >= 0) {
            found.append("\b\t\n\f\r\"\\".charAt(simple));
            at++;
        } else if (c == 'u' || c == 'U') {
            int digits = c == 'u' ? 4 : 8;
            try {
                found.appendCodePoint(Integer.parseInt(text, at + 1, at + 1 + digits, 16));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw wrong("invalid escape in a string");
            }
            at += 1 + digits;
        } else if (lines && (c == '\n' || c == '\r' || c == ' ' || c == '\t')) {
            while (!atEnd() && Character.isWhitespace(peek())) {
                at++;
            }
        } else {
            throw wrong("invalid escape in a string");
        }
    }
}
