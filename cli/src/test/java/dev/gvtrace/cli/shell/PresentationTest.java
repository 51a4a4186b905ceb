// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which words of a line choose how its answer is shown. */
class PresentationTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "ps => ps => ",
                "ps --wide => ps => wide",
                "ps -v 13 => ps 13 => vertical",
                "ps | count by name -v --no-pager => ps | count by name => vertical unpaged",
                "events --wide --vertical evt.type = open => events evt.type = open => wide vertical",
                "events proc.args contains -v => events proc.args contains -v => ",
                "events proc.args = --wide => events proc.args = --wide => ",
                "events proc.args contains -v -v => events proc.args contains -v => vertical",
                "grep '-v' => grep '-v' => ",
                "events proc.args contains x -v and evt.num > 1 => events proc.args contains x -v and evt.num > 1 => ",
            })
    void wordsAreTakenWhereTheyAreNoValue(String line, String left, String chosen) {
        Presentation found = Presentation.of(line);
        assertThat(found.line().replaceAll(" +", " ")).isEqualTo(left);
        String words = (found.wide() ? "wide " : "")
                + (found.vertical() ? "vertical " : "")
                + (found.unpaged() ? "unpaged" : "");
        assertThat(words.strip()).isEqualTo(chosen == null ? "" : chosen);
    }
}
