// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.List;

/** The words of a line as {@link LineWords} finds them. */
final class Words {
    /** The separator between the stages of a question. */
    static final String BAR = LineWords.BAR;

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
        for (LineWords.Word word : LineWords.of(line)) {
            if (word.open() != 0) {
                throw new RequestException("a " + word.open() + " is not closed in: " + line.substring(word.start()));
            }
            words.add(word.text());
        }
        return words;
    }
}
