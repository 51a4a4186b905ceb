// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is suggested while a line is typed; and what is inserted is read back as it was meant. */
class SuggestionsTest {
    private static final Vocabulary VOCABULARY = LineScanTest.vocabulary();

    private static List<String> suggested(String line, String... values) {
        KnownValues known = (table, column) -> Arrays.stream(values)
                .map(value -> new KnownValues.Value(Text.ofUtf8(value), table + " " + column))
                .toList();
        return new Suggestions(VOCABULARY, known)
                .of(line).stream().map(Suggestion::text).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "pst => pstree",
                "conn => connections",
                "ps --a => --at",
                "ps --at e => end evt:",
                "events evt.typ => evt.type evt.type.is.",
                "events fd.nam => fd.name fd.nameraw fd.name_changed",
                "processes exep => exepath",
                "events proc.name starts => startswith",
                "events evt.type = opena => openat openat2",
                "`events evt.type in (open, close` => close close_range",
                "`events evt.failed = ` => true false",
                "`events evt.type in ` => (",
                "`events evt.type in (open ` => , )",
                "`files | ti` => timeline",
                "`files | count ` => by |",
                "`files | count by pa` => path",
                "`events | count by evt.type | sort ` => evt.type count",
                "`files | top ` => 10 by",
                "next proc.exep => proc.exepath",
                "help top => top",
            })
    void suggestsWhatFits(String line, String expected) {
        assertThat(suggested(line)).containsExactly(expected.split(" "));
    }

    @Test
    void suggestsTheValuesOfTheColumnThatIsMeant() {
        assertThat(suggested("processes name = ", "sh", "a b")).containsExactly("sh", "\"a b\"");
        assertThat(suggested("processes name = 'a", "sh", "a b", "it's")).containsExactly("'a b'");
        assertThat(suggested("events 'proc.name = ", "sh", "a b", "it's")).containsExactly("sh", "\"a b\"");
        assertThat(suggested("who ", "13")).startsWith("13");
        assertThat(suggested("file \"/a", "/a b", "/c")).containsExactly("\"/a b\"");
        assertThat(suggested("file ", "/a\u001b[2J")).doesNotContain("/a\u001b[2J");
    }

    @Test
    void eachSuggestionHasADescriptionWithoutControlCharacters() {
        for (String line : List.of("", "events ", "events proc.", "events fd.name ", "ps | ", "processes ", "ps ")) {
            assertThat(new Suggestions(VOCABULARY, KnownValues.NONE).of(line))
                    .isNotEmpty()
                    .allSatisfy(each ->
                            assertThat(each.description()).as(each.text()).isNotEmpty());
        }
    }

    /** Whatever the bytes of a value are, what is inserted is the same value in a condition. */
    @Property(tries = 3000)
    void valuesAreReadBack(@ForAll @Size(max = 12) byte[] bytes) throws FilterException, RequestException {
        for (char open : new char[] {0, '"', '\''}) {
            String text = ValueText.ofCondition(Text.ofBytes(bytes), open, (char) 0);
            assertThat(text).isNotNull();
            assertThat(text.chars()).allMatch(c -> c >= ' ');
            assertThat(QueryCatalog.words("events proc.name = " + text)).hasSize(4);
            Expr read = FilterParser.parse("proc.name = " + text);
            String hex = FilterPrinter.print(read);
            assertThat(hex).isEqualTo(FilterPrinter.print(FilterParser.parse("proc.name = " + inHex(bytes))));
        }
    }

    private static String inHex(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : bytes) {
            text.append(String.format("\\x%02x", b & 0xff));
        }
        return text.append('"').toString();
    }

    @Test
    void anArgumentIsReadBackOrNotSuggested() throws RequestException {
        for (String path : List.of("/a", "/a b", "/it's", "/a\"b", "/\u00e9")) {
            String text = ValueText.ofArgument(Text.ofUtf8(path), (char) 0);
            assertThat(text).isNotNull();
            assertThat(QueryCatalog.words("file " + text)).containsExactly("file", path);
        }
        for (String path : List.of("", "/a\n", "/'\"", "/a\\ b")) {
            assertThat(ValueText.ofArgument(Text.ofUtf8(path), (char) 0)).isNull();
        }
        assertThat(ValueText.ofArgument(Text.ofBytes("/\u00ff".getBytes(StandardCharsets.ISO_8859_1)), (char) 0))
                .isNull();
    }
}
