// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words at blanks. Quotes protect blanks and stay part of the word, so that the words of a condition
 * can be joined to the condition as typed. A {@code |} at the edge of a word, or anywhere in the first one, which is a
 * name, is a word of its own; inside any other word it is part of that word, as in a regular expression.
 */
final class Words {
    /** The separator between the stages of a question. */
    static final String BAR = "|";

    private Words() {}

    /** A word without enclosing quotes. */
    static String unquoted(String word) {
        int last = word.length() - 1;
        boolean quoted =
                last > 0 && (word.charAt(0) == '"' || word.charAt(0) == '\'') && word.charAt(last) == word.charAt(0);
        return quoted ? word.substring(1, last) : word;
    }

    static List<String> split(String line) throws RequestException {
        List<String> words = new ArrayList<>();
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
            if (quote != 0) {
                throw new RequestException("a " + quote + " is not closed in: " + line.substring(start));
            }
            add(line.substring(start, i), words);
        }
    }

    private static void add(String word, List<String> words) {
        boolean first = words.isEmpty() || words.get(words.size() - 1).equals(BAR);
        int from = 0;
        for (int i = 0; i <= word.length(); i++) {
            boolean bar = i < word.length() && word.charAt(i) == '|';
            if (bar && !first && !atEdge(word, i)) {
                continue;
            }
            if ((bar || i == word.length()) && i > from) {
                words.add(word.substring(from, i));
            }
            if (bar) {
                words.add(BAR);
                from = i + 1;
            }
        }
    }

    /** True if only bars precede it in its word, or only bars follow it. */
    private static boolean atEdge(String word, int bar) {
        return word.substring(0, bar).chars().allMatch(c -> c == '|')
                || word.substring(bar).chars().allMatch(c -> c == '|');
    }
}
