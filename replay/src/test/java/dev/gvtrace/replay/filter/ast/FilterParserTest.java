// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a or b and c | (a or (b and c))",
                "not a and b | (not a and b)",
                "not(a)and(b)or(c) | ((not a and b) or c)",
                "not not a | a",
                "not not not a | not a",
                "not not(a) | a",
                "not( not a ) | not(not a)",
                "((a)) | a",
                "((a and b) or c) or d | (((a and b) or c) or d)",
                "a.b=1 and a.b == 2 | (a.b = 1 and a.b == 2)",
                "a.b existsand c | (a.b exists and c)",
                "a.b inlist | a.b in (list)",
                "a.b in(x,'y z') | a.b in (x, \"y z\")",
                "a.b in ( ) | a.b in ()",
                "a.b = <NA> | a.b = <NA>",
                "a.b = a\\b | a.b = \"a\\\\b\"",
                "a.b[x.-=,()] = 1 | a.b[x.-=,()] = 1",
                "a.b['x y'] exists | a.b[\"x y\"] exists",
                "a.b < -1.5e+3 | a.b < -1.5e+3",
                "a.b = oneof (x, y) | a.b = oneof (x, y)",
                "a.b startswith anyof list | a.b startswith anyof (list)",
                "a.b = oneof and c | (a.b = oneof and c)",
                "a.b = val(c.d) | a.b = val(c.d)",
                "len( a.b ) > 3 | len(a.b) > 3",
                "join(\"-\", ( a.b , 12, 'x' )) = y | join(\"-\", (a.b, 12, \"x\")) = y",
                "getopt((\"-n\"), \"n\")[n] = n | getopt((\"-n\"), \"n\")[n] = n",
                "a.b = b64 and(c) | (a.b = b64 and c)",
                "and | and",
                "not | not",
                "not_x and note.x exists | (not_x and note.x exists)"
            })
    void readsAndPrints(String text, String canonical) throws FilterException {
        Expr expr = FilterParser.parse(text);

        assertThat(FilterPrinter.print(expr)).isEqualTo(canonical);
        assertThat(FilterParser.parse(canonical).withoutPositions()).isEqualTo(expr.withoutPositions());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a\\b\\f\\n\\r\\t\\\\\\/\\'' | `a\b\f\n\r\t\\/'`",
                "\"\\\"'\" | \"'",
                "'\\x41\\xff' | `A\u00ff`",
                "'\\ x' | \\x",
                "'hello \\\\'quoted\\\\'' | hello \\'quoted\\'",
                "é | `\u00c3\u00a9`",
                "'' | ``"
            })
    void resolvesEscapesToBytes(String written, String value) throws FilterException {
        Expr.Check check = (Expr.Check) FilterParser.parse("a.b = " + written);

        assertThat(((Operand.Constant) check.right()).text()).isEqualTo(value);
        Expr again = FilterParser.parse(FilterPrinter.print(check));
        assertThat(again.withoutPositions()).isEqualTo(check.withoutPositions());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` ` | filter error at index 1, line 1, column 2: filter input string is empty",
                "a.b = 1 # x | filter error at index 8, line 1, column 9: unexpected token after '1', expecting 'or', 'and'",
                "`a.b = 1\r\n and` | filter error at index 13, line 3, column 5: expected blank or '(' after 'and'",
                "a andb | filter error at index 5, line 1, column 6: expected blank or '(' after 'and'",
                "a orb | filter error at index 4, line 1, column 5: expected blank or '(' after 'or'",
                "(a b | filter error at index 3, line 1, column 4: expected a ')' token",
                "a.b in (a,) | filter error at index 10, line 1, column 11: expected a string value",
                "a.b in ('\\q') | filter error at index 9, line 1, column 10: unsupported string escape sequence: \\q",
                "a.b = '\\xZZ' | filter error at index 7, line 1, column 8: invalid hex char escape sequence: ZZ",
                "a.b = '\\x4' | filter error at index 7, line 1, column 8: truncated hex char escape sequence"
            })
    void reportsErrorsWithTheirPlaces(String text, String message) {
        assertThatThrownBy(() -> FilterParser.parse(text))
                .isInstanceOfSatisfying(
                        FilterException.class, e -> assertThat(e.located()).isEqualTo(message));
    }

    @Test
    void limitsDepth() throws FilterException {
        assertThat(FilterParser.parse(nested("(", "a.b = 1", 198))).isInstanceOf(Expr.Check.class);
        assertThat(FilterParser.parse(nested("not(", "a.b = 1", 248))).isInstanceOf(Expr.Not.class);
        for (String tooDeep :
                List.of(nested("(", "a.b = 1", 199), nested("not(", "a.b = 1", 249), nested("(", "a.b = 1", 100_000))) {
            assertThatThrownBy(() -> FilterParser.parse(tooDeep))
                    .isInstanceOf(FilterException.class)
                    .hasMessage("exceeded max depth limit of 1000");
        }
        assertThatThrownBy(() -> FilterParser.parse(nested("(", "a", 40), 100))
                .hasMessage("exceeded max depth limit of 100");
    }

    @Test
    void readsLongTextsOfEveryKindInTheirTime() throws FilterException {
        int length = 200_000;
        assertThat(FilterParser.parse("not ".repeat(length) + "a")).isInstanceOf(Expr.Identifier.class);
        assertThat(FilterParser.parse("a.b = '" + "x".repeat(length) + "'")).isInstanceOf(Expr.Check.class);
        assertThat(FilterParser.parse("a or ".repeat(FilterParser.MAX_PARTS - 1) + "a"))
                .isInstanceOf(Expr.Or.class);
        assertThat(FilterParser.parse("a.b in (" + "'\n',".repeat(length / 10) + "b)"))
                .isInstanceOf(Expr.Check.class);
    }

    private static String nested(String open, String inner, int times) {
        return open.repeat(times) + inner + ")".repeat(times);
    }

    @Test
    void limitsHowManyChecksAConditionHas() throws FilterException {
        String check = "a.b = 1 and ";
        assertThat(FilterParser.parse(check.repeat(FilterParser.MAX_PARTS - 1) + "a.b = 1")
                        .children())
                .hasSize(FilterParser.MAX_PARTS);

        assertThatThrownBy(() -> FilterParser.parse(check.repeat(20_000) + "a.b = 1"))
                .isInstanceOf(FilterException.class)
                .hasMessageContaining("condition has too many checks, expected at most 10000");
    }
}
