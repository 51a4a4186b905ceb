// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Several questions in one run: their rows are kept apart, and the exit code says whether there were any. */
class SeveralQuestionsTest {
    private static final String TRACE =
            Repository.top().resolve("samples/traces/web-break-in.gvt").toString();
    private static final String NAMES = "processes | fields pid,name | limit 1";

    private static String answers(String format, String... questions) {
        String[] words = new String[4 + 2 * questions.length];
        words[0] = "query";
        words[1] = TRACE;
        words[2] = "--format";
        words[3] = format;
        for (int i = 0; i < questions.length; i++) {
            words[4 + 2 * i] = "-e";
            words[5 + 2 * i] = questions[i];
        }
        Program.Result result = Program.run(words);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void rowsOfJsonBeginWithTheirTableOrCommand() {
        assertThat(answers("json", NAMES, "who 5 | fields pid | limit 1", "sql select 1 as one"))
                .isEqualTo("{\"table\":\"processes\",\"pid\":1,\"name\":\"busybox\"}\n{\"table\":\"who\",\"pid\":5}\n"
                        + "{\"table\":\"sql\",\"one\":1}\n");
        assertThat(answers("json", NAMES)).isEqualTo("{\"pid\":1,\"name\":\"busybox\"}\n");
    }

    @Test
    void anAnswerInMarkdownHasItsCommandAsAHeading() {
        assertThat(answers("markdown", NAMES, "processes name = nope | fields pid"))
                .startsWith("## `" + NAMES + "`\n\n| pid | name |\n")
                .contains("\n\n## `processes name = nope | fields pid`\n\n");
        assertThat(answers("markdown", NAMES)).doesNotContain("##");
    }

    @Test
    void anAnswerInCsvFollowsAnEmptyLine() {
        assertThat(answers("csv", NAMES, "who 5 | fields pid | limit 1").lines())
                .containsExactly("pid,name", "1,busybox", "", "pid", "5");
        assertThat(answers("csv", NAMES).lines()).hasSize(2);
    }

    @Test
    void theExitCodeSaysWhetherThereWereRows() {
        assertThat(exitCode("-e", "processes name = nope")).isZero();
        assertThat(exitCode("-e", "processes name = nope", "-e", "ps", "-e", "processes name = nope"))
                .isEqualTo(1);
        assertThat(exitCode("-e", "ps", "-e", "nonsense")).isEqualTo(2);
        assertThat(Program.run("query", TRACE, "-e", "ps").exitCode()).isZero();
    }

    private static int exitCode(String... words) {
        String[] all = new String[3 + words.length];
        all[0] = "query";
        all[1] = TRACE;
        all[2] = "--fail-on-rows";
        System.arraycopy(words, 0, all, 3, words.length);
        return Program.run(all).exitCode();
    }
}
