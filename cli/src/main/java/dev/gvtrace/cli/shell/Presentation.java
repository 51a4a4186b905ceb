// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.query.LineWords;
import java.util.Arrays;
import java.util.List;

/**
 * The words of a line that choose how its answer is shown: {@code --wide}, {@code -v} or {@code --vertical}, and
 * {@code --no-pager}. They stand right after the command or at the end, where they are not a value of a condition.
 *
 * @param line the line without them
 */
record Presentation(String line, boolean wide, boolean vertical, boolean unpaged) {
    /** As the settings are. */
    static final Presentation USUAL = new Presentation("", false, false, false);

    private static final List<String> WORDS = List.of("--wide", "-v", "--vertical", "--no-pager");

    static Presentation of(String line) {
        List<LineWords.Word> words = LineWords.of(line);
        Presentation found = new Presentation(line, false, false, false);
        int last = words.size() - 1;
        while (last > 0 && WORDS.contains(words.get(last).text()) && !isValue(words, last)) {
            found = found.with(
                    words.get(last), line.substring(0, words.get(last).start()).stripTrailing());
            last--;
        }
        for (int i = 1; i < last && WORDS.contains(words.get(i).text()); i++) {
            LineWords.Word word = words.get(i);
            String blanks = " ".repeat(word.end() - word.start());
            String left = found.line().substring(0, word.start())
                    + blanks
                    + found.line().substring(word.end());
            found = found.with(word, left);
        }
        return found;
    }

    private Presentation with(LineWords.Word word, String left) {
        return switch (word.text()) {
            case "--wide" -> new Presentation(left, true, vertical, unpaged);
            case "--no-pager" -> new Presentation(left, wide, vertical, true);
            default -> new Presentation(left, wide, true, unpaged);
        };
    }

    /** True behind an operator: {@code proc.args contains -v}. */
    private static boolean isValue(List<LineWords.Word> words, int i) {
        String before = words.get(i - 1).text();
        return Arrays.stream(Operator.values())
                .filter(operator -> operator.kind() != Operator.Kind.UNARY)
                .anyMatch(operator -> before.endsWith(operator.text()));
    }
}
