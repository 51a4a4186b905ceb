// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions as trees: how deep, how they change, how they print. */
class TreesTest {
    /** How many levels each construct takes, of which a rule's condition has a thousand. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m|4",
                "not m|4",
                "a.b exists|5",
                "a.b = 1|6",
                "a.b < 1|6",
                "a.b in (x)|6",
                "a.b in x|6",
                "a.b = anyof (x)|5",
                "tolower(a.b) exists|5",
                "tolower(a.b) = 1|6",
                "a.b = val(c.d)|7",
                "a.b in val(c.d)|7",
                "a.b < len(c.d)|7",
                "tolower(tolower(a.b)) exists|6",
                "(m)|9",
                "((m))|14",
                "not(m)|8",
                "m and (m)|9",
                "m and(m)|7",
                "m or(m)|6",
                "not m and m or m|4"
            })
    void takesSoManyLevels(String condition, int levels) throws FilterException {
        assertThat(FilterParser.parse(condition, levels)).isNotNull();
        assertThatThrownBy(() -> FilterParser.parse(condition, levels - 1))
                .hasMessage("exceeded max depth limit of " + (levels - 1));
    }

    @Test
    void levelsAreGivenBackAtTheEndOfEachPart() throws FilterException {
        for (String part : List.of(
                "m",
                "not m",
                "(m)",
                "not(m)",
                "(m or m)",
                "a.b exists",
                "a.b = 1",
                "a.b < 1",
                "a.b in (x)",
                "a.b in x",
                "a.b = anyof (x)",
                "tolower(a.b) = 1",
                "a.b = val(c.d)",
                "join('-', (a.b)) = 1",
                "(m and m or m)")) {
            String chain = part + (" and " + part).repeat(400);
            assertThat(FilterParser.parse(chain, 20).children()).as(part).hasSize(401);
            assertThat(FilterParser.parse(chain.replace(" and ", " or "), 20).children())
                    .hasSize(401);
        }
        assertThat(FilterParser.parse("m" + " and(m)".repeat(400), 20).children())
                .hasSize(401);
        assertThat(FilterParser.parse("m" + " or(m)".repeat(400), 20).children())
                .hasSize(401);
    }

    @Test
    void reportsWhereAMissingPartWasExpected() {
        for (String row : List.of(
                "a.b | 3 expected a valid check operator",
                "a.b < x | 6 expected a number value or a field with a valid transformer",
                "a.b = ) | 6 expected a string value or a field with a valid transformer",
                "a.b in 1 | 7 expected a list, an identifier, or a field with a valid transformer",
                "a.b[ = 1 | 4 expected a valid field argument",
                "a.b[x = 1 | 5 expected a ']' token",
                "a.b = val( | 10 expected a field within 'val' transformer",
                "a.b = val(x) | 10 expected a field within 'val' transformer",
                "tolower(a.b = 1 | 12 expected a ')' token closing the transformer",
                "tolower() = 1 | 8 expected field transformer argument",
                "join('-', (a.b, )) = 1 | 16 expected transformer list argument",
                "join('-', (a.b) = 1 | 16 expected a ')' token closing the transformer",
                "join('-', (a.b c.d)) = 1 | 15 expected a ')' token closing the transformer list",
                "val(a.b) = 1 | 3 unexpected token after 'val'",
                "(a.b = 1 | 8 expected a ')' token",
                "a.b in (x | 9 expected a ')' token",
                "a.b in (x y) | 10 expected a ')' token",
                "= 1 | 0 expected a '(' token, a field check, or an identifier",
                "m and | 6 expected a '(' token",
                "m or | 4 expected blank or '(' after 'or'")) {
            String[] cells = row.split(" \\| ");
            String text = cells[0].endsWith("and") ? cells[0] + " " : cells[0];
            assertThatThrownBy(() -> FilterParser.parse(text))
                    .as(row)
                    .isInstanceOfSatisfying(
                            FilterException.class,
                            e -> assertThat(e.position().index() + " " + e.getMessage())
                                    .startsWith(cells[1]));
        }
    }

    @Test
    void readsTransformersInsideOtherTexts() throws FilterException {
        FilterParser.Embedded found = FilterParser.parseTransformer("x %toupper(a.b)[c]!", 3, false);
        assertThat(found).isNotNull();
        assertThat(FilterPrinter.print(found.call())).isEqualTo("toupper(a.b)[c]");
        assertThat(found.end()).isEqualTo(18);
        assertThat(FilterParser.parseTransformer("toupper a.b", 0, false)).isNull();
        assertThat(FilterParser.parseTransformer("val(a.b)", 0, false)).isNull();
        assertThatThrownBy(() -> FilterParser.parseTransformer("toupper(", 0, false))
                .isInstanceOf(FilterException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` a.b `|a.b",
                "a.b[c]|a.b[c]",
                "tolower( a.b )|tolower(a.b)",
                "val(a.b)|val(a.b)",
                "a.b c|``",
                "a|``",
                "a.b[|``",
                "``|``",
                "join('x', ())|join(\"x\", ())",
                "join('x', (a.b, 'q', 1))|join(\"x\", (a.b, \"q\", 1))"
            })
    void readsWhatIsOneOperand(String text, String printed) {
        Operand operand = FilterParser.parseOperand(text);
        assertThat(operand == null ? "" : FilterPrinter.print(operand)).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "abc|abc",
                "`a b`|\"a b\"",
                "``|\"\"",
                "a\"b|\"a\\\"b\"",
                "a'b|\"a'b\"",
                "a\\b|\"a\\\\b\"",
                "a\\|\"a\\x5c\"",
                "`a\tb`|\"a\\tb\"",
                "`\b\f\n\r`|\"\\b\\f\\n\\r\"",
                "`\u0001`|\"\\x01\"",
                "\u007f|\"\\x7f\"",
                "`\u001f`|\"\\x1f\"",
                "~|~",
                "!|!",
                "\u00c3\u00a9|é",
                "\u00c3\u00a9\"|\"é\\\"\"",
                "\u00e9|\"\\xe9\"",
                "\u0080|\"\\x80\"",
                "a=b|\"a=b\"",
                "a,b|\"a,b\"",
                "(a|\"(a\"",
                "a)|\"a)\""
            })
    void quotesConstantsThatNeedIt(String text, String printed) throws FilterException {
        Operand.Constant constant = new Operand.Constant(text, false, Position.START);
        assertThat(FilterPrinter.print(constant)).isEqualTo(printed);
        Expr.Check check = (Expr.Check) FilterParser.parse("a.b = " + printed);
        assertThat(check.right())
                .extracting(right -> ((Operand.Constant) right).text())
                .isEqualTo(text);
    }

    @Test
    void printsMacrosAsTheirBodies() throws FilterException {
        Expr body = FilterParser.parse("not a.b = 1");
        Expr macro = new Expr.Macro("m", new Expr.Macro("n", body, Position.START), Position.START);
        assertThat(FilterPrinter.print(new Expr.Not(macro, Position.START))).isEqualTo("not(not a.b = 1)");
        assertThat(FilterPrinter.print(new Expr.Or(List.of(macro, body), Position.START)))
                .isEqualTo("(not a.b = 1 or not a.b = 1)");
    }

    @Test
    void changesOnlyWhatChanges() throws FilterException {
        Expr expr = FilterParser.parse("m and not (n or m) and a.b = 1 or k");
        assertThat(expr.transform(node -> node)).isSameAs(expr);
        assertThat(expr.identifiers()).extracting(Expr.Identifier::name).containsExactly("m", "n", "m", "k");
        Expr changed = expr.transform(
                node -> node instanceof Expr.Identifier name && name.name().equals("n")
                        ? new Expr.Identifier("x", name.position())
                        : node);
        assertThat(FilterPrinter.print(changed)).isEqualTo("((m and not (x or m) and a.b = 1) or k)");
        assertThat(changed.children().get(1)).isSameAs(expr.children().get(1));
        Expr macro = new Expr.Macro("m", expr, Position.START);
        assertThat(macro.transform(node -> node)).isSameAs(macro);
        assertThat(macro.children()).containsExactly(expr);
        Expr other = macro.transform(
                node -> node instanceof Expr.Identifier ? new Expr.Identifier("q", Position.START) : node);
        assertThat(FilterPrinter.print(other)).isEqualTo("((q and not (q or q) and a.b = 1) or q)");
        List<Expr> seen = new ArrayList<>();
        expr.forEach(seen::add);
        assertThat(seen).hasSize(9).startsWith(expr);
    }

    @Test
    void treesAreEqualWithoutTheirPlaces() throws FilterException {
        String text = "m and not (join('-', (a.b[c], 1)) = x or a.b < 2) and a.b in (x, y) and a.b exists";
        Expr one = new Expr.Macro("q", FilterParser.parse(text), new Position(3, 1, 4));
        Expr other = new Expr.Macro("q", FilterParser.parse("\n " + text.replace(" ", "  ")), Position.START);
        assertThat(one).isNotEqualTo(other);
        assertThat(one.withoutPositions()).isEqualTo(other.withoutPositions());
        one.withoutPositions().forEach(node -> assertThat(node.position()).isEqualTo(Position.START));
    }

    @Test
    void macrosThatDoubleEndAtALimit() throws FilterException {
        MacroExpansion macros = new MacroExpansion();
        Map<String, Expr> bodies = new HashMap<>();
        bodies.put("m0", macros.expand(FilterParser.parse("a.b = 1 and a.b = 2"), name -> null));
        int last = 0;
        String refused = null;
        while (refused == null) {
            String next = "m" + last + " and m" + last;
            try {
                bodies.put("m" + ++last, macros.expand(FilterParser.parse(next), name -> bodies.get(name.name())));
            } catch (FilterException e) {
                refused = e.getMessage();
            }
        }
        // 3, 9, 21, … parts: each is twice the last, two names and the chain.
        assertThat(last).isEqualTo(18);
        assertThat(refused).isEqualTo("condition has more than 1000000 parts with its macros");
    }

    @Test
    void macrosThatNestEndAtALimit() throws FilterException {
        MacroExpansion macros = new MacroExpansion();
        Expr body = macros.expand(FilterParser.parse("a.b = 1"), name -> null);
        for (int depth = 3; depth <= 1000; depth += 2) {
            Expr inner = body;
            body = macros.expand(FilterParser.parse("not m"), name -> inner);
        }
        Expr deepest = body;
        assertThat(macros.expand(FilterParser.parse("m"), name -> deepest)).isInstanceOf(Expr.Macro.class);
        assertThatThrownBy(() -> macros.expand(FilterParser.parse("not m"), name -> deepest))
                .hasMessage("condition nests deeper than 1000 levels with its macros");
        assertThat(macros.expand(FilterParser.parse("x"), name -> null)).isInstanceOf(Expr.Identifier.class);
    }
}
