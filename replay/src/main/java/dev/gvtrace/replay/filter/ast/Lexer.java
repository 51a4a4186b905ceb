// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import dev.gvtrace.text.ByteText;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tokens of the condition language from a text. Each method reads one kind of token at the current position,
 * or reads nothing and reports that there is none. Each character is read a bounded number of times.
 */
final class Lexer {
    private final String text;
    private int index;
    private String lastToken = "";

    /** Positions are requested from left to right, so each one is computed from the last. */
    private Position known = Position.START;

    Lexer(String text) {
        this.text = text;
    }

    int index() {
        return index;
    }

    void reset(int to) {
        index = to;
    }

    boolean atEnd() {
        return index >= text.length();
    }

    /** The last token, without quotes. */
    String lastToken() {
        return lastToken;
    }

    Position position() {
        return position(index);
    }

    Position position(int at) {
        if (at < known.index()) {
            known = Position.START;
        }
        int line = known.line();
        int start = known.index() - known.column() + 1;
        for (int i = known.index(); i < at; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                line++;
                start = i + 1;
            }
        }
        known = new Position(at, line, at - start + 1);
        return known;
    }

    /** Skips blanks: space, tab, backspace, carriage return, line feed. True if there were any. */
    boolean blanks() {
        int start = index;
        while (index < text.length() && blank(text.charAt(index))) {
            index++;
        }
        return index > start;
    }

    /** The next character, NUL at the end. */
    char peek() {
        return index < text.length() ? text.charAt(index) : 0;
    }

    /** Reads exactly this text. */
    boolean take(String token) {
        if (!text.startsWith(token, index)) {
            return false;
        }
        index += token.length();
        lastToken = token;
        return true;
    }

    /** Reads exactly this text if a blank follows, and the blank. */
    boolean takeWithBlank(String word) {
        int after = index + word.length();
        if (after >= text.length() || !blank(text.charAt(after)) || !take(word)) {
            return false;
        }
        index++;
        return true;
    }

    /** A name without dots, or null if there is none. */
    @Nullable
    String identifier() {
        int end = identifierEnd(index);
        return end == index ? null : cut(end);
    }

    /** A name with at least one dot, or null if there is none. */
    @Nullable
    String fieldName() {
        int end = identifierEnd(index);
        int parts = end == index ? 0 : 1;
        while (parts > 0 && end < text.length() && text.charAt(end) == '.') {
            int next = identifierEnd(end + 1);
            if (next == end + 1) {
                break;
            }
            end = next;
            parts++;
        }
        return parts < 2 ? null : cut(end);
    }

    /** Decimal or hexadecimal digits, maybe with sign, point and exponent; null if there are none. */
    @Nullable
    String number() {
        int end = hexEnd();
        if (end < 0) {
            end = decimalEnd();
        }
        return end < 0 ? null : cut(end);
    }

    /** Unquoted text of a value, as byte text; null if there is none. */
    @Nullable
    String bare() {
        return run("()\"'=,");
    }

    /** Unquoted text inside brackets, as byte text; null if there is none. */
    @Nullable
    String bareArgument() {
        return run("[]\"'");
    }

    /**
     * Quoted text with escapes resolved, as byte text; null if there is none or it does not end. It ends at the first
     * quote of its kind that is not preceded by a backslash, even by an escaped one.
     */
    @Nullable
    String quoted() throws FilterException {
        char quote = peek();
        if (quote != '"' && quote != '\'') {
            return null;
        }
        int end = index + 1;
        while (end < text.length() && (text.charAt(end) != quote || text.charAt(end - 1) == '\\')) {
            end++;
        }
        if (end >= text.length()) {
            return null;
        }
        String value = unescape(index + 1, end, quote);
        String raw = text.substring(index + 1, end);
        index = end + 1;
        lastToken = raw;
        return value;
    }

    private String unescape(int from, int to, char quote) throws FilterException {
        String raw = text.substring(from, to);
        if (raw.indexOf('\\') < 0) {
            return ByteText.fromUnicode(raw);
        }
        StringBuilder bytes = new StringBuilder(raw.length());
        int plain = from;
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\\') {
                bytes.append(ByteText.fromUnicode(text.substring(plain, i)));
                i = escape(i, to, quote, bytes);
                plain = i + 1;
            }
        }
        return bytes.append(ByteText.fromUnicode(text.substring(plain, to))).toString();
    }

    /** Resolves the escape with its backslash at an index; returns the index of its last character. */
    private int escape(int at, int to, char quote, StringBuilder bytes) throws FilterException {
        if (at + 1 >= to) {
            throw new FilterException("unsupported string escape sequence: \\", position(at));
        }
        char c = text.charAt(at + 1);
        switch (c) {
            case 'b' -> bytes.append('\b');
            case 'f' -> bytes.append('\f');
            case 'n' -> bytes.append('\n');
            case 'r' -> bytes.append('\r');
            case 't' -> bytes.append('\t');
            case ' ', '\\' -> bytes.append('\\');
            case '/' -> bytes.append('/');
            case '"', '\'' -> {
                if (c != quote) {
                    throw new FilterException(
                            "invalid \\" + c + " escape in " + quote + "-quoted string", position(at));
                }
                bytes.append(c);
            }
            case 'x' -> {
                return hexEscape(at, to, bytes);
            }
            default -> throw new FilterException("unsupported string escape sequence: \\" + c, position(at));
        }
        return at + 1;
    }

    private int hexEscape(int at, int to, StringBuilder bytes) throws FilterException {
        if (at + 3 >= to) {
            throw new FilterException("truncated hex char escape sequence", position(at));
        }
        String digits = text.substring(at + 2, at + 4);
        if (!hex(digits.charAt(0)) || !hex(digits.charAt(1))) {
            throw new FilterException("invalid hex char escape sequence: " + digits, position(at));
        }
        bytes.append((char) Integer.parseInt(digits, 16));
        return at + 3;
    }

    private @Nullable String run(String stops) {
        int end = index;
        while (end < text.length() && !space(text.charAt(end)) && stops.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end == index ? null : ByteText.fromUnicode(cut(end));
    }

    private String cut(int end) {
        lastToken = text.substring(index, end);
        index = end;
        return lastToken;
    }

    private int identifierEnd(int from) {
        int end = from;
        if (end < text.length() && letter(text.charAt(end))) {
            while (end < text.length() && identifierPart(text.charAt(end))) {
                end++;
            }
        }
        return end;
    }

    private int hexEnd() {
        if (peek() != '0' || index + 1 >= text.length() || (text.charAt(index + 1) | 0x20) != 'x') {
            return -1;
        }
        int end = index + 2;
        while (end < text.length() && hex(text.charAt(end))) {
            end++;
        }
        return end == index + 2 ? -1 : end;
    }

    private int decimalEnd() {
        int end = index;
        if (peek() == '+' || peek() == '-') {
            end++;
        }
        int digits = end;
        end = digitsEnd(end);
        if (end == digits) {
            return -1;
        }
        if (end < text.length() && text.charAt(end) == '.') {
            end = digitsEnd(end + 1);
        }
        if (end + 1 < text.length()
                && (text.charAt(end) | 0x20) == 'e'
                && (text.charAt(end + 1) == '+' || text.charAt(end + 1) == '-')) {
            int exponent = digitsEnd(end + 2);
            return exponent > end + 2 ? exponent : end;
        }
        return end;
    }

    private int digitsEnd(int from) {
        int end = from;
        while (end < text.length() && digit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\b' || c == '\r' || c == '\n';
    }

    /** The characters that end a bare value: those of C's isspace, including vertical tab and form feed. */
    private static boolean space(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean hex(char c) {
        return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean identifierPart(char c) {
        return letter(c) || digit(c) || c == '_';
    }

    /** True if the whole text is one bare value. */
    static boolean isBare(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (space(word.charAt(i)) || "()\"'=,".indexOf(word.charAt(i)) >= 0) {
                return false;
            }
        }
        return !word.isEmpty();
    }
}
