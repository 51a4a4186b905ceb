// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static dev.gvtrace.replay.rule.Loading.condition;
import static dev.gvtrace.replay.rule.Loading.errors;
import static dev.gvtrace.replay.rule.Loading.list;
import static dev.gvtrace.replay.rule.Loading.load;
import static dev.gvtrace.replay.rule.Loading.macro;
import static dev.gvtrace.replay.rule.Loading.rule;
import static dev.gvtrace.replay.rule.Loading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.rule.item.IssueCode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists in lists and in conditions (rule language reference 1.11). */
class ListExpanderTest {
    private static final String L1 = list("l1", "[a]");
    private static final String L2 = list("l2", "[l1, b]");
    private static final String L3 = list("l3", "[l2, c]");
    private static final String USE = rule("R", "proc.name in (l3)");

    @Test
    void threeLevelsDefinedInnerFirstKeepTheInnermostName() {
        assertThat(condition(load(L1 + L2 + L3 + USE))).isEqualTo("proc.name in (l1, b, c)");
    }

    @Test
    void threeLevelsDefinedOuterFirstResolve() {
        assertThat(condition(load(L3 + L2 + L1 + USE))).isEqualTo("proc.name in (a, b, c)");
    }

    @Test
    void twoLevelsResolve() {
        assertThat(condition(load(L1 + L2 + rule("R", "proc.name in (l2)")))).isEqualTo("proc.name in (a, b)");
    }

    @Test
    void loopsStayNames() {
        LoadedRules loaded = load(list("a", "[b]") + list("b", "[a]") + rule("R", "proc.name in (a)"));
        assertThat(loaded.successful()).isTrue();
    }

    @Test
    void listsMayBeDefinedBehindTheRule() {
        assertThat(condition(load(rule("R", "proc.name in (l1)") + L1))).isEqualTo("proc.name in (a)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proc.name in (l)|proc.name in (x, y)",
                "proc.name in ( l )|proc.name in (x, y)",
                "proc.name in (a,l,b)|proc.name in (a, x, y, b)",
                "proc.name in (my_l, l2, /l/)|proc.name in (my_l, l2, /l/)",
                "proc.name in (\"l\")|proc.name in (l)",
                "proc.name contains \"foo l bar\"|proc.name contains \"foo x, y bar\"",
                "proc.name contains \"fool bar\"|proc.name contains \"fool bar\""
            })
    void namesArePastedWhereverTheyStandAlone(String condition, String compiled) {
        assertThat(condition(load(list("l", "[x, y]") + rule("R", "'" + condition + "'"))))
                .isEqualTo(compiled);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proc.name in (a, l, b)|proc.name in (a, b)",
                "proc.name in (l)|proc.name in ()",
                "proc.name in (l, b)|proc.name in (b)",
                "proc.name in (a, l)|proc.name in (a)"
            })
    void emptyListsTakeOneCommaAlong(String condition, String compiled) {
        assertThat(condition(load(list("l", "[]") + rule("R", condition)))).isEqualTo(compiled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc.name = l", "proc.name in l"})
    void severalItemsAreNotASingleValue(String condition) {
        assertThat(load(list("l", "[x, y]") + rule("R", condition)).successful())
                .isFalse();
        assertThat(load(list("l", "[x]") + rule("R", condition)).successful()).isTrue();
    }

    @Test
    void itemsWithBlanksGetQuotesOthersDoNot() {
        String items = "[a b, '\"c d\"', \"'e f'\", '\"g,h\"']";
        assertThat(condition(load(list("l", items) + rule("R", "proc.name in (l)"))))
                .isEqualTo("proc.name in (\"a b\", \"c d\", \"e f\", \"g,h\")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"it''s", "k=v", "a(b", "a\"b"})
    void itemsAreNotEscaped(String item) {
        assertThat(load(list("l", "['" + item + "']") + rule("R", "proc.name in (l)"))
                        .successful())
                .isFalse();
    }

    @Test
    void listNamedLikeAnEventTypeDamagesConditions() {
        assertThat(condition(load(list("open", "[close]") + rule("R", "evt.type=open"))))
                .isEqualTo("evt.type = close");
    }

    @Test
    void redefinedListKeepsItsPositionAndMovesItsVisibility() {
        LoadedRules loaded =
                load(list("b", "[x]") + list("a", "[y]") + list("b", "[a]") + rule("R", "proc.name in (b)"));
        assertThat(condition(loaded)).isEqualTo("proc.name in (y)");
    }

    @Test
    void laterFilesChangeLists() {
        LoadedRules loaded =
                load(L1 + rule("R", "proc.name in (l1)"), "- list: l1\n  items: [b]\n  override: {items: append}\n");
        assertThat(condition(loaded)).isEqualTo("proc.name in (a, b)");
    }

    @Test
    void namesThatAreNotOneWordArePastedToo() {
        LoadedRules loaded = load("- list: a b\n  items: [x]\n" + rule("R", "proc.name in (a b)"));
        assertThat(condition(loaded)).isEqualTo("proc.name in (x)");
    }

    @Test
    void reportsUnusedLists() {
        LoadedRules loaded = load(L1 + L2 + list("l4", "[]") + rule("R", "proc.name in (l2)"));
        assertThat(warnings(loaded)).contains("LOAD_UNUSED_LIST: List not referred to by any other rule/macro");
        assertThat(loaded.results().get(0).warnings().stream()
                        .filter(issue -> issue.code() == IssueCode.LOAD_UNUSED_LIST))
                .hasSize(1);
    }

    @Test
    void listsOfListsAreLimited() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append(list("l" + i, "[" + ("l" + (i + 1) + ", ").repeat(10) + "x]"));
        }
        LoadedRules loaded = load(text + rule("R", "proc.name in (l0)"));
        assertThat(errors(loaded))
                .singleElement()
                .asString()
                .startsWith("condition grows over " + ListExpander.MAX_TEXT + " characters with list 'l")
                .endsWith("', split the list and use each part in a condition of its own");
    }

    /** Many items, of which {@code w0} to {@code w1499} are referred to. */
    private static String words(String more) {
        return IntStream.range(0, 1500).mapToObj(i -> "w" + i).collect(Collectors.joining(", ")) + more;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proc.name in (l)",
                "proc.name in ( l )",
                "proc.name in (a,l,b)",
                "proc.name in (l , l)",
                "proc.name in (\"l\")",
                "proc.name contains anyof (l)",
                "proc.name in (outer)",
                "proc.name in (before)",
                "proc.name in (mixed)",
                "proc.name in (outer, mixed, l)",
                "proc.name in (my_l, l2, /l/) or proc.pname pmatch (l)",
                "not_l or proc.args intersects (l)"
            })
    void longListsCompileToWhatShortOnesDo(String condition) {
        String lists = list("before", "[l, b]") + "%s" + list("outer", "[l, c]") + list("mixed", "['d e', l, \"'f'\"]")
                + macro("not_l", "not proc.name in (l)") + rule("R", "'" + condition + "'");
        String longest = condition(load(String.format(lists, list("l", "[" + words("]")))), "R");
        String shortest = condition(load(String.format(lists, list("l", "[w0]"))), "R");
        assertThat(longest).isEqualTo(shortest.replace("w0", words("")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proc.name = l",
                "proc.name in l",
                "proc.name in (l x)",
                "l",
                "proc.pid in (l)",
                "evt.type in (open, l)",
                "proc.name in (l) and nope.field = 1",
                "proc.name in (l) and proc.pid in (1, b)"
            })
    void faultsAroundLongListsAreThoseOfWrittenOnes(String condition) {
        // A quote makes a list be written out.
        String written = list("l", "[" + words(", '\"z\"', ").replaceAll("(w7\\d\\d), ", "$1, '\"z\"', ") + "w0]");
        String referred = list("l", "[" + words("]"));
        assertThat(errors(load(referred + rule("R", condition))))
                .isNotEmpty()
                .first()
                .isEqualTo(errors(load(written + rule("R", condition))).get(0));
    }

    @Test
    void longListsInQuotedTextsAreWrittenOutAsShortOnesAre() {
        LoadedRules loaded = load(list("l", "[" + words("]")) + rule("R", "'proc.name in (\"x l y\", l)'"));
        assertThat(errors(loaded))
                .singleElement()
                .asString()
                .contains(":x w0, w1, ")
                .endsWith("...");
    }

    @Test
    void longExceptionsAreReferredTo() {
        String exception = "  exceptions:\n    - name: e\n      fields: proc.name\n      comps: in\n      values: [";
        LoadedRules loaded =
                load(list("l", "[" + words("]")) + rule("R", "evt.type = open") + exception + words(", l, ' a b ']\n"));
        LoadedRules referred =
                load(list("l", "[" + words("]")) + rule("R", "evt.type = open") + exception + words("]\n"));
        String start = "(evt.type = open and not proc.name in (";
        assertThat(condition(loaded)).isEqualTo(start + words(", ") + words(", \" a b \"))"));
        assertThat(condition(referred)).isEqualTo(start + words("))"));
        assertThat(loaded.rules().get(0).places().condition()).contains("w1499");
        assertThat(referred.rules().get(0).places().condition()).contains("w1499");
    }

    @Test
    void longListsMayChangeInLaterFiles() {
        LoadedRules loaded = load(
                list("l", "[" + words("]")) + rule("R", "proc.name in (l)"),
                "- list: l\n  items: [last]\n  override: {items: append}\n");
        assertThat(condition(loaded)).isEqualTo("proc.name in (" + words(", last)"));
    }

    @Test
    void tooManyTuplesNameTheException() {
        StringBuilder text = new StringBuilder(rule("R", "evt.type = open"));
        text.append("  exceptions:\n    - name: pairs\n      fields: [proc.name, proc.pname]\n      values:\n");
        String word = "x".repeat(200);
        for (int i = 0; i < 20_000; i++) {
            text.append("        - [")
                    .append(word)
                    .append(i)
                    .append(", ")
                    .append(word)
                    .append("]\n");
        }
        assertThat(errors(load(text.toString())))
                .singleElement()
                .asString()
                .isEqualTo("condition grows over " + ListExpander.MAX_TEXT
                        + " characters with the values of exception 'pairs', give the rule fewer of them");
    }
}
