// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a condition an error underlines. A caret marks where it begins. */
class WordLengthTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "^evt.type=open                      | evt.type=open",
                "^evt.type = open and fd.num = 3     | evt.type = open",
                "^evt.type = open or fd.num = 3      | evt.type = open",
                "evt.num = 1 and ^fd.name = /x       | fd.name = /x",
                "(^fd.name = /x) and evt.num = 1     | fd.name = /x",
                "^fd.name in (/a, /b) and evt.num = 1 | fd.name in (/a, /b)",
                "^proc.name = \"a and b\" or x       | proc.name = \"a and b\"",
                "^proc.name = 'a ) b' or x           | proc.name = 'a ) b'",
                "^proc.name = android and x          | proc.name = android",
                "^proc.name = a orbit                | proc.name = a orbit",
                "^proc.name = a and(x)               | proc.name = a",
                "^proc.name = 'open                  | proc.name = 'open",
                "^tolower(proc.name) = a and x       | tolower(proc.name) = a"
            })
    void aCheckEndsWhereTheNextPartBegins(String marked, String check) {
        int at = marked.indexOf('^');
        String text = marked.replace("^", "");
        assertThat(text.substring(at, at + WordLength.ofCheck(text, at))).isEqualTo(check);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "^evt.type=open  | evt.type",
                "evt.type^=open  | =",
                "evt.type = ^open) | open",
                "a in (^x, y)    | x",
                "a = ^\"two words\" b | \"two words\"",
                "a = ^'x'        | 'x'",
                "a = ^'open      | '",
                "a ^< 5          | <"
            })
    void aWordEndsAtBlanksSignsAndQuotes(String marked, String word) {
        int at = marked.indexOf('^');
        String text = marked.replace("^", "");
        assertThat(text.substring(at, at + WordLength.at(text, at))).isEqualTo(word);
    }

    /** Something is underlined even after the end. */
    @Test
    void aLengthIsAtLeastOne() {
        assertThat(WordLength.at("abc", 3)).isEqualTo(1);
        assertThat(WordLength.at("", 0)).isEqualTo(1);
        assertThat(WordLength.ofCheck("abc", 3)).isZero();
    }
}
