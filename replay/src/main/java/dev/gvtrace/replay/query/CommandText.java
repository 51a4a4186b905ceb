// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.table.RequestException;
import java.util.List;

/**
 * What is typed after the name of a command, taken apart as questions are.
 *
 * @param words up to the first stage, without the quotes that enclose an entire word
 * @param text the same as typed, such as a condition
 * @param stages the stages with the {@code |} before each; empty for none
 */
public record CommandText(List<String> words, String text, String stages) {
    /** Copies the list. */
    public CommandText {
        words = List.copyOf(words);
    }

    /**
     * Takes a text apart.
     *
     * @param rest what follows the name of the command
     * @throws RequestException if a quote is not closed
     */
    public static CommandText of(String rest) throws RequestException {
        List<String> all = Words.split("command " + rest);
        int bar = all.indexOf(Words.BAR);
        List<String> typed = all.subList(1, bar < 0 ? all.size() : bar);
        return new CommandText(
                typed.stream().map(Words::unquoted).toList(),
                String.join(" ", typed),
                bar < 0 ? "" : String.join(" ", all.subList(bar, all.size())));
    }

    /**
     * A text without its first word, for commands whose first word is a name and whose others are a question.
     *
     * @throws RequestException if a quote is not closed
     */
    public static String withoutFirstWord(String rest) throws RequestException {
        List<String> all = Words.split("command " + rest);
        return String.join(" ", all.subList(Math.min(2, all.size()), all.size()));
    }
}
