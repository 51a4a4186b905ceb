// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.TableCatalog;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the parts of a line are, and what may stand at its end. */
class LineScanTest {
    static Vocabulary vocabulary() {
        try {
            EventBinding binding = EventBinding.load();
            TableCatalog tables = TableCatalog.load(binding);
            List<QueryCatalog.Info> own = List.of(
                    new QueryCatalog.Info("help", "[COMMAND]", "this list", List.of()),
                    new QueryCatalog.Info("rules", "FILE...", "loads rules", List.of()),
                    new QueryCatalog.Info("next", "COND", "the next event", List.of()));
            return new Vocabulary(() -> own, () -> tables, binding, false);
        } catch (ProviderException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final Vocabulary VOCABULARY = vocabulary();

    private static String roles(String line) {
        return LineScan.of(line, VOCABULARY).tokens().stream()
                .map(token -> token.role() + ":" + line.substring(token.start(), token.end()))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "ps --at +2s => COMMAND:ps OPTION:--at PLAIN:+2s",
                "ps 13 --up 3 => COMMAND:ps PLAIN:13 WRONG:--up PLAIN:3",
                "pss 1 => WRONG:pss PLAIN:1",
                "# note => COMMENT:# note",
                "events evt.type = open and not proc.nam in (sh, \"a b\") => COMMAND:events FIELD:evt.type OPERATOR:="
                        + " PLAIN:open KEYWORD:and KEYWORD:not WRONG:proc.nam OPERATOR:in PUNCTUATION:( PLAIN:sh"
                        + " PUNCTUATION:, QUOTED:\"a b\" PUNCTUATION:)",
                "events evt.type=open --limit 3 => COMMAND:events FIELD:evt.type OPERATOR:= PLAIN:open OPTION:--limit"
                        + " PLAIN:3",
                "events 'fd.name startswith /etc' => COMMAND:events PUNCTUATION:' FIELD:fd.name OPERATOR:startswith"
                        + " PLAIN:/etc PUNCTUATION:'",
                "events (proc.aname[2] = sh) => COMMAND:events PUNCTUATION:( FIELD:proc.aname[2] OPERATOR:= PLAIN:sh"
                        + " PUNCTUATION:)",
                "events tolower(proc.name) = sh => COMMAND:events FIELD:tolower PUNCTUATION:( FIELD:proc.name"
                        + " PUNCTUATION:) OPERATOR:= PLAIN:sh",
                "events proc.name ~ sh and => COMMAND:events FIELD:proc.name WRONG:~ PLAIN:sh KEYWORD:and",
                "files path = /a | top 3 by bytes_written => COMMAND:files FIELD:path OPERATOR:= PLAIN:/a PUNCTUATION:|"
                        + " COMMAND:top PLAIN:3 KEYWORD:by FIELD:bytes_written",
                "events | count by evt.type,proc.aname[2] | sort count:desc => COMMAND:events PUNCTUATION:|"
                        + " COMMAND:count KEYWORD:by FIELD:evt.type PUNCTUATION:, FIELD:proc.aname[2] PUNCTUATION:|"
                        + " COMMAND:sort FIELD:count:desc",
                "events | count by nonsense | counts x => COMMAND:events PUNCTUATION:| COMMAND:count KEYWORD:by"
                        + " WRONG:nonsense PUNCTUATION:| WRONG:counts PLAIN:x",
                "next proc.name = sh => COMMAND:next FIELD:proc.name OPERATOR:= PLAIN:sh",
            })
    void partsHaveRoles(String line, String expected) {
        assertThat(roles(line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "`` => COMMAND 0 ",
                "ps => COMMAND 0 ",
                "`ps ` => ARGUMENT 3 PID",
                "ps 1 --a => OPTION 5 ",
                "`ps --at ` => OPTION_VALUE 8 --at",
                "ps --at e => OPTION_VALUE 8 --at",
                "ps --at=e => OPTION_VALUE 8 --at",
                "`events ` => CHECK 7 ",
                "events evt => CHECK 7 ",
                "`events evt.type ` => OPERATOR 16 evt.type",
                "`events evt.type = ` => VALUE 18 evt.type",
                "events evt.type= => VALUE 16 evt.type",
                "events evt.type=op => VALUE 16 evt.type",
                "events evt.type = \"op => VALUE 18 evt.type",
                "`events evt.type in ` => LIST 19 evt.type",
                "events evt.type in (open,cl => LISTED_VALUE 25 evt.type",
                "`events evt.type in (open ` => LIST_END 25 evt.type",
                "`events evt.type = open ` => CONNECTIVE 23 evt.type",
                "events evt.type = open an => CONNECTIVE 23 evt.type",
                "`events evt.type = open and ` => CHECK 27 evt.type",
                "events 'evt.type = op => VALUE 19 evt.type",
                "`ps |` => STAGE 4 ",
                "ps | co => STAGE 5 ",
                "`ps | count by ` => COLUMN 14 ",
                "ps | count by pid,na => COLUMN 18 ",
                "`ps | where name = ` => VALUE 18 name",
                "rules sa => ARGUMENT 6 FILE",
                "`file ` => ARGUMENT 5 PATH",
            })
    void knowsWhatMayStandAtTheEnd(String line, String expected) {
        Place place = LineScan.of(line, VOCABULARY).place();
        assertThat((place.kind() + " " + place.start() + " " + place.subject()).strip())
                .isEqualTo(expected.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events (proc.name = a",
                "events proc.name = \"a",
                "events evt.type in (a, b",
                "ps |",
                "ps | where (",
                "events evt.type = a and",
                "events not"
            })
    void linesThatAskForMoreAreOpen(String line) {
        assertThat(LineScan.of(line, VOCABULARY).isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "|",
                "ps",
                "events (proc.name = a)",
                "events evt.type in (a)",
                "ps | count",
                "# it's",
                "grep (x"
            })
    void linesThatAreCompleteAreNot(String line) {
        assertThat(LineScan.of(line, VOCABULARY).isOpen()).isFalse();
    }

    /** Whatever is typed, parts come from left to right, do not overlap, and leave out blanks only. */
    @Property(tries = 2000)
    void anyLineIsReadWhole(
            @ForAll @StringLength(max = 40) @CharRange(from = ' ', to = '~') String rest,
            @ForAll("beginnings") String beginning) {
        String line = beginning + rest;
        LineScan scan = LineScan.of(line, VOCABULARY);
        int at = 0;
        for (Token token : scan.tokens()) {
            assertThat(token.start()).as(line).isGreaterThanOrEqualTo(at);
            assertThat(token.end()).as(line).isGreaterThan(token.start());
            assertThat(line.substring(at, token.start())).as(line).matches("[\\s=]*");
            at = token.end();
        }
        assertThat(line.substring(at)).as(line).isBlank();
        assertThat(scan.place().start()).isBetween(0, line.length());
        new Suggestions(VOCABULARY, KnownValues.NONE).of(line);
    }

    @Provide
    Arbitrary<String> beginnings() {
        return Arbitraries.of("", "events ", "events proc.name in (", "ps | ", "events | where ", "files | count by ");
    }
}
