// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.replay.query.line.LineScan;
import dev.gvtrace.replay.query.line.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Questions that are typed or pasted in several lines. */
final class Lines {
    /** What no question begins with, so that it belongs to the one before. */
    private static final Pattern CONTINUES = Pattern.compile("\\s*(\\||\\)|,|--|and\\b|or\\b).*", Pattern.DOTALL);

    private Lines() {}

    /** A text of the same length in which a backslash at the end of a line, and that end, are blanks. */
    static String joined(String text) {
        return text.replace("\\\n", "  ");
    }

    /** True if another line has to follow: after a backslash, or where a quote, bracket or bar is open. */
    static boolean isOpen(String text, Vocabulary vocabulary) {
        return text.endsWith("\\") && !text.endsWith("\\\\")
                || LineScan.of(joined(text), vocabulary).isOpen();
    }

    /** The questions of a text: each line is one, unless the one before is open or the next one continues it. */
    static List<String> questions(String text, Vocabulary vocabulary) {
        List<String> questions = new ArrayList<>();
        String question = "";
        for (String line : text.split("\r?\n", -1)) {
            boolean more = !question.isEmpty() && (CONTINUES.matcher(line).matches() || isOpen(question, vocabulary));
            if (!more && !question.isBlank()) {
                questions.add(joined(question));
            }
            question = more ? question + "\n" + line : line;
        }
        if (!question.isBlank()) {
            questions.add(joined(question));
        }
        return questions;
    }
}
