// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line with their places. Blanks separate words. Quotes protect blanks and stay part of the word, so
 * that the words of a condition can be joined to the condition as typed. A {@code |} at the edge of a word, or anywhere
 * in the first one, which is a name, is a word of its own; inside any other word it is part of that word, as in a
 * regular expression.
 */
public final class LineWords {
    /** The separator between the stages of a question. */
    public static final String BAR = "|";

    private LineWords() {}

    /**
     * A word.
     *
     * @param start the index of its first character
     * @param end the index after its last character
     * @param text its characters
     * @param open the quote that is not closed in it, up to the end of the line; 0 if all are
     */
    public record Word(int start, int end, String text, char open) {
        /** True for the separator between stages. */
        public boolean isBar() {
            return text.equals(BAR);
        }
    }

    /** The words of a line, from left to right. Only the last one may have an open quote. */
    public static List<Word> of(String line) {
        List<Word> words = new ArrayList<>();
        int i = 0;
        while (true) {
            while (i < line.length() && Character.isWhitespace(line.charAt(i))) {
                i++;
            }
            if (i == line.length()) {
                return words;
            }
            int start = i;
            char quote = 0;
            for (; i < line.length(); i++) {
                char c = line.charAt(i);
                if (quote != 0) {
                    if (c == '\\' && i + 1 < line.length()) {
                        i++;
                    } else if (c == quote) {
                        quote = 0;
                    }
                } else if (c == '"' || c == '\'') {
                    quote = c;
                } else if (Character.isWhitespace(c)) {
                    break;
                }
            }
            add(line, start, i, quote, words);
        }
    }

    private static void add(String line, int start, int end, char open, List<Word> words) {
        boolean first = words.isEmpty() || words.get(words.size() - 1).isBar();
        int from = start;
        for (int i = start; i <= end; i++) {
            boolean bar = i < end && line.charAt(i) == '|';
            if (bar && !first && !isAtEdge(line, start, end, i)) {
                continue;
            }
            if ((bar || i == end) && i > from) {
                words.add(new Word(from, i, line.substring(from, i), i == end ? open : 0));
            }
            if (bar) {
                words.add(new Word(i, i + 1, BAR, (char) 0));
                from = i + 1;
            }
        }
    }

    /** True if only bars precede it in its word, or only bars follow it. */
    private static boolean isAtEdge(String line, int start, int end, int bar) {
        return line.substring(start, bar).chars().allMatch(c -> c == '|')
                || line.substring(bar, end).chars().allMatch(c -> c == '|');
    }
}
