// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import dev.gvtrace.replay.query.LineWords.Word;
import dev.gvtrace.replay.query.line.Place.Kind;
import dev.gvtrace.replay.query.line.Token.Role;
import java.util.List;

/** Reads the arguments of a stage that names columns: columns between commas, {@code by}, numbers and spans of time. */
final class StageArguments {
    private static final String BY = "by";
    private static final String EVERY = "every";

    private final String line;
    private final Vocabulary vocabulary;
    private final RowShape rows;
    private final List<String> holders;
    private final List<Token> tokens;
    private final List<Place> before;
    private Place expected;

    StageArguments(
            String line,
            Vocabulary vocabulary,
            RowShape rows,
            List<String> holders,
            List<Token> tokens,
            List<Place> before) {
        this.line = line;
        this.vocabulary = vocabulary;
        this.rows = rows;
        this.holders = holders;
        this.tokens = tokens;
        this.before = before;
        String first = holders.get(0);
        boolean columns = !first.equals(BY) && !first.equals(EVERY) && !first.equals("N");
        expected = columns ? column() : free(first);
    }

    Place expected() {
        return expected;
    }

    private Place column() {
        return new Place(Kind.COLUMN, line.length(), "", rows);
    }

    /** A place for a keyword, which is its subject, or for something that cannot be completed. */
    private Place free(String subject) {
        return new Place(Kind.FREE, line.length(), subject, rows);
    }

    void word(Word word) {
        String text = word.text();
        if (holders.contains(text) && (text.equals(BY) || text.equals(EVERY))) {
            add(word.start(), word.end(), Role.KEYWORD);
            expected = text.equals(BY) ? column() : free("");
        } else if (expected.kind() == Kind.COLUMN) {
            columns(word);
        } else {
            boolean keyword = word.end() == line.length() && (BY.startsWith(text) || EVERY.startsWith(text));
            boolean number = Character.isDigit(text.charAt(0));
            add(word.start(), word.end(), number || keyword ? Role.PLAIN : Role.WRONG);
            expected = free(BY);
        }
    }

    private void add(int start, int end, Role role) {
        tokens.add(new Token(start, end, role));
        before.add(expected);
    }

    /** Reads columns with commas between them; a comma in brackets or quotes is part of its column. */
    private void columns(Word word) {
        int from = word.start();
        int brackets = 0;
        char quote = 0;
        for (int i = word.start(); i <= word.end(); i++) {
            char c = i == word.end() ? ',' : line.charAt(i);
            if (quote != 0 && i < word.end()) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '[' || c == ']') {
                brackets += c == '[' ? 1 : -1;
            } else if (c == ',' && (brackets == 0 || i == word.end())) {
                column(from, i);
                if (i < word.end()) {
                    expected = column();
                    add(i, i + 1, Role.PUNCTUATION);
                }
                from = i + 1;
            }
        }
    }

    private void column(int start, int end) {
        if (start >= end) {
            return;
        }
        String name = line.substring(start, end).replaceFirst(":(desc|asc)$", "");
        boolean begun = end == line.length() && vocabulary.hasColumnFrom(rows, name);
        add(start, end, begun || vocabulary.isColumn(rows, name) ? Role.FIELD : Role.WRONG);
        expected = free(holders.contains(BY) ? BY : "");
    }
}
