// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Rewrites a POSIX expression for RE2/J, which has a richer syntax: classes such as {@code \d}, word and text anchors,
 * quoting, back references and groups with a question mark are rejected here. A repetition of a repetition, which is
 * lazy or an error in RE2/J, is put into a group.
 */
final class PosixTranslator {
    /** The maximum size of an expression with its counted repetitions expanded. */
    private static final long MAX_SIZE = 10_000;

    private static final int MAX_COUNT = 1000;

    private static final String ESCAPES = "afnrtv\\.+*?()|[]{}^$-/\"'#&,:;<=>@!%_`~ ";

    /** An open group: the start of its last atom in the output, and its size so far. */
    private static final class Group {
        private int atom = -1;
        private boolean repeated;
        private long size;
        private long atomSize;

        void atom(int at, long added) {
            atom = at;
            repeated = false;
            atomSize = added;
            size += added;
        }

        void none() {
            atom = -1;
            repeated = false;
        }
    }

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Group> groups = new ArrayDeque<>();
    private final Deque<Integer> opened = new ArrayDeque<>();
    private int index;

    private PosixTranslator(String text) {
        this.text = text;
        groups.push(new Group());
    }

    /** The same expression for RE2/J; throws IllegalArgumentException with the reason if it is invalid. */
    static String translate(String expression) {
        return new PosixTranslator(expression).run();
    }

    private String run() {
        while (index < text.length()) {
            char c = text.charAt(index);
            switch (c) {
                case '(' -> open();
                case ')' -> close();
                case '|' -> {
                    group().none();
                    out.append(c);
                    index++;
                }
                case '*', '+', '?' -> repeat(String.valueOf(c), 1, 1);
                case '{' -> brace();
                case '[' -> bracket();
                case '\\' -> {
                    int start = out.length();
                    escape();
                    group().atom(start, 1);
                }
                default -> {
                    int start = out.length();
                    int point = text.codePointAt(index);
                    out.appendCodePoint(point);
                    index += Character.charCount(point);
                    group().atom(start, 1);
                }
            }
        }
        if (groups.size() > 1) {
            throw fault("missing closing )", text);
        }
        return out.toString();
    }

    private Group group() {
        return groups.element();
    }

    private void open() {
        if (text.startsWith("(?", index)) {
            throw fault("missing argument to repetition operator", "?");
        }
        opened.push(out.length());
        groups.push(new Group());
        out.append("(?:");
        index++;
    }

    private void close() {
        if (groups.size() == 1) {
            throw fault("unexpected )", text);
        }
        long size = groups.pop().size;
        out.append(')');
        index++;
        group().atom(opened.pop(), size + 1);
    }

    private void brace() {
        int end = text.indexOf('}', index);
        String inside = end < 0 ? "" : text.substring(index + 1, end);
        int comma = inside.indexOf(',');
        int low = Network.decimal(comma < 0 ? inside : inside.substring(0, comma), Integer.MAX_VALUE);
        String second = comma < 0 ? "" : inside.substring(comma + 1);
        int high = second.isEmpty() ? low : Network.decimal(second, Integer.MAX_VALUE);
        boolean digits = comma >= 0
                ? digits(inside.substring(0, comma)) && (second.isEmpty() || digits(second))
                : digits(inside);
        if (!digits) {
            int start = out.length();
            out.append("\\{");
            index++;
            group().atom(start, 1);
            return;
        }
        if (low < 0 || high < low || high > MAX_COUNT || low > MAX_COUNT) {
            throw fault("invalid repetition size", text.substring(index, end + 1));
        }
        int length = end + 1 - index;
        repeat(text.substring(index, end + 1), Math.max(high, 1), length);
    }

    private static boolean digits(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return false;
            }
        }
        return !word.isEmpty();
    }

    private void repeat(String operator, int times, int length) {
        Group group = group();
        if (group.atom < 0) {
            throw fault("missing argument to repetition operator", operator);
        }
        if (group.repeated) {
            out.insert(group.atom, "(?:").append(')');
        }
        out.append(operator);
        index += length;
        group.repeated = true;
        long grown = group.atomSize * times;
        group.size += grown - group.atomSize;
        group.atomSize = grown;
        if (group.size > MAX_SIZE) {
            throw fault("pattern too large - compile failed", text);
        }
    }

    private void bracket() {
        int start = out.length();
        int i = index + 1;
        out.append('[');
        if (i < text.length() && text.charAt(i) == '^') {
            out.append('^');
            i++;
        }
        boolean first = true;
        index = i;
        while (first || index >= text.length() || text.charAt(index) != ']') {
            if (index >= text.length()) {
                throw fault("missing closing ]", text.substring(Math.min(i, text.length())));
            }
            bracketItem();
            first = false;
        }
        out.append(']');
        index++;
        group().atom(start, 1);
    }

    private void bracketItem() {
        char c = text.charAt(index);
        int named = text.startsWith("[:", index) ? text.indexOf(":]", index) : -1;
        if (named >= 0) {
            out.append(text, index, named + 2);
            index = named + 2;
        } else if (c == '\\') {
            escape();
        } else {
            if (c == '[' || c == ']' || c == '&' || c == '~') {
                out.append('\\');
            }
            int point = text.codePointAt(index);
            out.appendCodePoint(point);
            index += Character.charCount(point);
        }
    }

    private void escape() {
        if (index + 1 >= text.length()) {
            throw fault("trailing \\", text);
        }
        char c = text.charAt(index + 1);
        if (c == 'x') {
            hexEscape();
        } else if (c >= '0' && c <= '7') {
            octalEscape();
        } else if (ESCAPES.indexOf(c) >= 0) {
            out.append(c == '_' ? "_" : "\\" + c);
            index += 2;
        } else {
            throw fault("invalid escape sequence", "\\" + c);
        }
    }

    private void hexEscape() {
        int end;
        if (text.startsWith("\\x{", index)) {
            end = text.indexOf('}', index) + 1;
        } else {
            end = index + 4;
        }
        if (end <= index || end > text.length()) {
            throw fault("invalid escape sequence", text.substring(index));
        }
        out.append(text, index, end);
        index = end;
    }

    /** A zero and up to two more digits, or two or three digits; one digit alone would be a back reference. */
    private void octalEscape() {
        int end = index + 1;
        while (end < text.length() && end < index + 4 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
            end++;
        }
        if (end == index + 2 && text.charAt(index + 1) != '0') {
            throw fault("invalid escape sequence", text.substring(index, end));
        }
        out.append("\\x{")
                .append(Integer.toHexString(Integer.parseInt(text.substring(index + 1, end), 8)))
                .append('}');
        index = end;
    }

    private static IllegalArgumentException fault(String what, String where) {
        return new IllegalArgumentException(what + ": " + where);
    }
}
