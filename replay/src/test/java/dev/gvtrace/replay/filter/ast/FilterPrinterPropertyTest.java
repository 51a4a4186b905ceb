// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.Choices;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FilterPrinterPropertyTest {
    @Property(tries = 500)
    void printedTreesParseToThemselves(@ForAll("trees") Expr tree) throws FilterException {
        String printed = FilterPrinter.print(tree);
        Expr again = FilterParser.parse(printed);

        assertThat(again.withoutPositions()).as(printed).isEqualTo(tree);
        assertThat(FilterPrinter.print(again)).isEqualTo(printed);
    }

    @Property(tries = 500)
    void anyTextParsesOrFailsInItsPlace(@ForAll("texts") String text) {
        try {
            Expr tree = FilterParser.parse(text);
            assertThat(FilterParser.parse(FilterPrinter.print(tree)).withoutPositions())
                    .isEqualTo(tree.withoutPositions());
        } catch (FilterException e) {
            assertThat(e.position().index()).isBetween(0, text.length());
            assertThat(e.position()).isEqualTo(Position.of(text, e.position().index()));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        List<String> words = List.of(
                "proc.name",
                "fd.num",
                " and ",
                " or ",
                "not ",
                "(",
                ")",
                "=",
                "!=",
                " in ",
                " exists",
                "<",
                "3",
                "x",
                "'a b'",
                "\"",
                "\\",
                ",",
                " ",
                "\n",
                "tolower(",
                "val(",
                "[",
                "]",
                " oneof ",
                "join(",
                "macro",
                "é");
        return Arbitraries.of(words).list().ofMaxSize(20).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Expr> trees() {
        return Choices.upTo(200).map(choices -> new Trees(choices).tree(4));
    }

    /** Trees of the shape that the parser makes: chains of at least two, no doubled not by words. */
    private static final class Trees {
        private final Choices choices;

        Trees(Choices choices) {
            this.choices = choices;
        }

        Expr tree(int depth) {
            int kind = depth == 0 ? 3 + choices.nextInt(2) : choices.nextInt(5);
            return switch (kind) {
                case 0 -> new Expr.And(parts(depth), Position.START);
                case 1 -> new Expr.Or(parts(depth), Position.START);
                case 2 -> new Expr.Not(tree(depth - 1), Position.START);
                case 3 -> check();
                default -> new Expr.Identifier(pick("m", "and_x", "not_x", "container", "or1"), Position.START);
            };
        }

        private List<Expr> parts(int depth) {
            List<Expr> parts = new ArrayList<>();
            for (int i = 0; i < 2 + choices.nextInt(2); i++) {
                parts.add(tree(depth - 1));
            }
            return parts;
        }

        private Expr check() {
            Operator operator = Operator.values()[choices.nextInt(Operator.values().length)];
            Operand left = choices.nextBoolean() ? field() : call(2);
            return switch (operator.kind()) {
                case UNARY -> new Expr.Check(left, operator, null, null, Position.START);
                case ORDER -> new Expr.Check(left, operator, null, right(number()), Position.START);
                case LIST -> new Expr.Check(left, operator, null, right(list()), Position.START);
                case TEXT -> {
                    Modifier modifier = choices.nextInt(3) > 0 ? null : Modifier.values()[choices.nextInt(3)];
                    yield new Expr.Check(
                            left, operator, modifier, modifier == null ? right(text()) : list(), Position.START);
                }
            };
        }

        private Operand right(Operand plain) {
            if (choices.nextInt(4) > 0) {
                return plain;
            }
            return choices.nextBoolean()
                    ? call(1)
                    : new Operand.Call(Transformer.VAL, List.of(field()), null, Position.START);
        }

        private Operand field() {
            String argument = choices.nextInt(4) > 0 ? null : pick("0", "a b", "x]y", "", "a\\", "q\"'", "é", "\u00ff");
            return new Operand.FieldName(pick("proc.name", "evt.arg.fd", "a1.b_2.C"), bytes(argument), Position.START);
        }

        private Operand call(int depth) {
            Transformer transformer = Transformer.values()[1 + choices.nextInt(Transformer.values().length - 1)];
            List<Operand> arguments = new ArrayList<>();
            for (int i = 0; i < 1 + choices.nextInt(2); i++) {
                arguments.add(argument(depth));
            }
            String selector = choices.nextInt(6) > 0 ? null : pick("t", "x y");
            return new Operand.Call(transformer, arguments, selector, Position.START);
        }

        private Operand argument(int depth) {
            return switch (choices.nextInt(depth > 0 ? 5 : 3)) {
                case 0 -> field();
                case 1 -> text();
                case 2 -> number();
                case 3 -> call(depth - 1);
                default ->
                    new Operand.Values(
                            choices.nextBoolean() ? List.of() : List.of(field(), text(), number()), Position.START);
            };
        }

        private Operand number() {
            return new Operand.Constant(pick("0", "-1", "+2.5", "0x1F", "1e+5", "3."), true, Position.START);
        }

        private Operand list() {
            List<Operand> items = new ArrayList<>();
            for (int i = 0; i < choices.nextInt(4); i++) {
                items.add(text());
            }
            return new Operand.Values(items, Position.START);
        }

        private Operand text() {
            String text = pick(
                    "cat",
                    "a b",
                    "",
                    "\"",
                    "'",
                    "\\",
                    "a\\",
                    "\\\"",
                    "x,y",
                    "k=v",
                    "(",
                    "\u0000",
                    "\u0001\b\f\n\r\t",
                    "é",
                    "<NA>",
                    "oneof",
                    "not",
                    "tolower",
                    "/usr/*",
                    "\u007f",
                    "\u000b",
                    "val(x.y)");
            return new Operand.Constant(choices.nextInt(8) == 0 ? "\u00ff\u00e9x" : bytes(text), false, Position.START);
        }

        private static String bytes(String unicode) {
            return unicode == null ? null : dev.gvtrace.text.ByteText.fromUnicode(unicode);
        }

        private String pick(String... texts) {
            return texts[choices.nextInt(texts.length)];
        }
    }
}
