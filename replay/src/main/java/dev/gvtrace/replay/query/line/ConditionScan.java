// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.filter.ast.Modifier;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.ast.Transformer;
import dev.gvtrace.replay.query.LineWords.Word;
import dev.gvtrace.replay.query.line.Place.Kind;
import dev.gvtrace.replay.query.line.Token.Role;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the words of a condition, whatever is wrong with it or missing, and adds their parts. */
final class ConditionScan {
    private static final String SYMBOLS = "<>=!";
    private static final String STOPS = "()\"'=,";

    private final String line;
    private final Vocabulary vocabulary;
    private final RowShape rows;
    private final List<Token> tokens;
    private final List<Place> before;
    private Kind expected = Kind.CHECK;
    private String field = "";
    /** Open brackets of the condition, without those of lists and functions. */
    private int depth;

    private boolean inFunction;
    /** Whether the last part was a word behind which a check has to follow. */
    private boolean joined;

    private boolean inList;
    /** The quote around the whole condition; 0 without. */
    private char around;

    ConditionScan(String line, Vocabulary vocabulary, RowShape rows, List<Token> tokens, List<Place> before) {
        this.line = line;
        this.vocabulary = vocabulary;
        this.rows = rows;
        this.tokens = tokens;
        this.before = before;
    }

    /** What may follow. */
    Place expected() {
        return new Place(expected, line.length(), field, rows);
    }

    /** True if a bracket is not closed, or a check has to follow. */
    boolean isOpen() {
        return depth > 0 || inList || inFunction || joined;
    }

    /** The quote that encloses the condition and is not closed; 0 without. */
    char around() {
        return around;
    }

    private void add(int start, int end, Role role) {
        tokens.add(new Token(start, end, role));
        before.add(expected());
        joined = false;
    }

    void word(Word word) {
        int i = word.start();
        while (i < word.end()) {
            i = part(i, word.end());
        }
    }

    /** Reads the part at an index; returns its end. */
    private int part(int at, int end) {
        char c = line.charAt(at);
        if (Character.isWhitespace(c)) {
            return at + 1; // in a condition in quotes
        }
        if (c == around) {
            add(at, at + 1, Role.PUNCTUATION);
            around = 0;
            expected = Kind.CONNECTIVE;
            return at + 1;
        }
        if (c == '"' || c == '\'') {
            return quoted(at, end, c);
        }
        if (c == '(' || c == ')' || c == ',') {
            add(at, at + 1, punctuation(c) ? Role.PUNCTUATION : Role.WRONG);
            after(c);
            return at + 1;
        }
        return switch (expected) {
            case CHECK -> name(at, end);
            case OPERATOR -> operator(at, end);
            case VALUE, LISTED_VALUE -> value(at, end);
            default -> connective(at, end);
        };
    }

    private boolean punctuation(char c) {
        return switch (c) {
            case '(' -> expected == Kind.CHECK || expected == Kind.LIST;
            case ')' -> inFunction || inList || depth > 0 && expected == Kind.CONNECTIVE;
            default -> inFunction || expected == Kind.LIST_END;
        };
    }

    private void after(char c) {
        if (c == '(') {
            inList = expected == Kind.LIST;
            depth += inList ? 0 : 1;
            expected = inList ? Kind.LISTED_VALUE : Kind.CHECK;
        } else if (c == ',') {
            expected = inFunction ? Kind.CHECK : Kind.LISTED_VALUE;
        } else if (inFunction) {
            inFunction = false;
            expected = Kind.OPERATOR;
        } else {
            depth -= inList || depth == 0 ? 0 : 1;
            inList = false;
            expected = Kind.CONNECTIVE;
        }
    }

    private int quoted(int at, int end, char quote) {
        if (expected == Kind.CHECK && tokensOfCondition() && around == 0) {
            around = quote;
            add(at, at + 1, Role.PUNCTUATION);
            return at + 1;
        }
        int i = at + 1;
        while (i < end && (line.charAt(i) != quote || line.charAt(i - 1) == '\\')) {
            i++;
        }
        int after = Math.min(end, i + 1);
        boolean value = expected == Kind.VALUE || expected == Kind.LISTED_VALUE || inFunction;
        add(at, after, value ? Role.QUOTED : Role.WRONG);
        afterValue();
        return after;
    }

    /** True before the first part, so that a quote here encloses the whole condition. */
    private boolean tokensOfCondition() {
        return depth == 0 && field.isEmpty() && !inFunction;
    }

    private void afterValue() {
        if (expected == Kind.LISTED_VALUE) {
            expected = Kind.LIST_END;
        } else if (expected == Kind.VALUE) {
            expected = Kind.CONNECTIVE;
        }
    }

    private int name(int at, int end) {
        int i = FieldDefinition.nameEnd(line, at);
        i = Math.min(i, end);
        if (i == at) {
            int bad = bareEnd(at, end);
            add(at, bad, Role.WRONG);
            return bad;
        }
        String name = line.substring(at, i);
        if (i < end && line.charAt(i) == '(' && isFunction(name)) {
            add(at, i, Role.FIELD);
            add(i, i + 1, Role.PUNCTUATION);
            inFunction = true;
            return i + 1;
        }
        if (name.equals("not")) {
            add(at, i, Role.KEYWORD);
            joined = true;
            return i;
        }
        if (i < end && line.charAt(i) == '[') {
            int close = line.indexOf(']', i);
            i = close < 0 || close >= end ? end : close + 1;
        }
        boolean begun = i == line.length() && vocabulary.hasColumnFrom(rows, name);
        add(at, i, begun || vocabulary.isColumn(rows, name) ? Role.FIELD : Role.WRONG);
        field = line.substring(at, i);
        expected = inFunction ? Kind.CHECK : Kind.OPERATOR;
        return i;
    }

    private static boolean isFunction(String name) {
        return Arrays.stream(Transformer.values()).anyMatch(each -> each.text().equals(name));
    }

    private int operator(int at, int end) {
        int i = at;
        if (SYMBOLS.indexOf(line.charAt(at)) >= 0) {
            while (i < end && i < at + 2 && SYMBOLS.indexOf(line.charAt(i)) >= 0) {
                i++;
            }
        } else {
            i = Math.max(at + 1, Math.min(end, FieldDefinition.nameEnd(line, at)));
        }
        String text = line.substring(at, i);
        Operator operator = operator(text);
        if (operator == null && (text.equals("and") || text.equals("or"))) {
            return connective(at, end);
        }
        boolean begun = i == line.length()
                && Arrays.stream(Operator.values()).anyMatch(each -> each.text().startsWith(text));
        add(at, i, operator != null || begun ? Role.OPERATOR : Role.WRONG);
        expected = operator == null
                ? Kind.VALUE
                : switch (operator.kind()) {
                    case UNARY -> Kind.CONNECTIVE;
                    case ORDER, TEXT -> Kind.VALUE;
                    case LIST -> Kind.LIST;
                };
        return i;
    }

    private static @Nullable Operator operator(String text) {
        return Arrays.stream(Operator.values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElse(null);
    }

    private int value(int at, int end) {
        int i = bareEnd(at, end);
        String text = line.substring(at, i);
        if (i < end && line.charAt(i) == '(' && isFunction(text)) {
            int close = line.indexOf(')', i);
            int after = close < 0 || close >= end ? end : close + 1;
            add(at, after, Role.FIELD);
            afterValue();
            return after;
        }
        boolean modifier = expected == Kind.VALUE
                && i < line.length()
                && Arrays.stream(Modifier.values()).anyMatch(each -> each.text().equals(text));
        add(at, i, modifier ? Role.KEYWORD : Role.PLAIN);
        if (modifier) {
            expected = Kind.LIST;
        } else {
            afterValue();
        }
        return i;
    }

    private int connective(int at, int end) {
        int i = bareEnd(at, end);
        String text = line.substring(at, i);
        boolean joins = text.equals("and") || text.equals("or");
        boolean typing = i == line.length() && ("and".startsWith(text) || "or".startsWith(text));
        add(at, i, joins || typing ? Role.KEYWORD : Role.WRONG);
        joined = joins;
        if (joins) {
            expected = Kind.CHECK;
        }
        return i;
    }

    private int bareEnd(int at, int end) {
        int i = at;
        while (i < end
                && STOPS.indexOf(line.charAt(i)) < 0
                && line.charAt(i) != around
                && !Character.isWhitespace(line.charAt(i))) {
            i++;
        }
        return Math.max(i, at + 1);
    }
}
