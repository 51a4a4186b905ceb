// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.event.DisplayWidth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where in a line a message points. */
class CaretsTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "events evt.typ = open => condition: column 1: unknown field 'evt.typ' => evt.typ",
                "events   evt.type   =   open and x.y = 3 => condition: column 21: unknown field 'x.y' => x.y",
                "events --limit 3 evt.type = open and => condition: column 20: expected a check => ",
                "events 'evt.typ = open' => condition: column 1: unknown field 'evt.typ' => evt.typ",
                "files path = a | where nme = x => where: condition: column 1: unknown column 'nme' => nme",
                "pss --at 3 => unknown command 'pss'; nearest: ps => pss",
                "ps --when 3 => ps: unknown option --when; expected --at => --when",
                "ps --at never => invalid time 'never': expected one => never",
                "ps | count by nme => count: unknown column 'nme'; nearest: name => nme",
            })
    void theCaretIsBelowThePlace(String line, String message, String place) {
        String shown = Carets.below(line, message, 0);
        assertThat(shown).isNotNull();
        String[] lines = shown.split("\n");
        assertThat(lines[0]).isEqualTo("  " + line);
        int at = lines[1].indexOf('^');
        int end = lines[1].lastIndexOf('^') + 1;
        assertThat(lines[0].substring(Math.min(at, lines[0].length()), Math.min(end, lines[0].length())))
                .isEqualTo(place == null ? "" : place);
    }

    @Test
    void aMessageWithoutAPlaceHasNone() {
        assertThat(Carets.below("ps", "a trace cannot be read", 0)).isNull();
        assertThat(Carets.below("ps", "unknown 'x'", 0)).isNull();
    }

    @Test
    void longAndHostileLinesFitTheScreen() {
        String line = "events proc.name = \"" + "\u65e5".repeat(200) + "\u001b[2J\" and x.y = 1";
        int column = line.indexOf("x.y") - "events ".length() + 1;
        String shown = Carets.below(line, "condition: column " + column + ": unknown field 'x.y'", 80);
        assertThat(shown).doesNotContain("\u001b").contains("x.y", "^^^");
        assertThat(shown.lines())
                .allSatisfy(each -> assertThat(DisplayWidth.of(each)).isLessThanOrEqualTo(80));
    }
}
