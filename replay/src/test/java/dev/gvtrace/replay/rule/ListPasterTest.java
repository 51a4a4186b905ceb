// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static dev.gvtrace.replay.rule.Loading.condition;
import static dev.gvtrace.replay.rule.Loading.errors;
import static dev.gvtrace.replay.rule.Loading.list;
import static dev.gvtrace.replay.rule.Loading.load;
import static dev.gvtrace.replay.rule.Loading.rule;
import static dev.gvtrace.replay.rule.Loading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists in lists and in conditions (rule language reference 1.11). */
class ListPasterTest {
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
    void severalItemsAreNoSingleValue(String condition) {
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
    void saysWhichListsNobodyUses() {
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
                .startsWith("condition grows over " + ListPaster.MAX_TEXT + " characters with list 'l")
                .endsWith("', split the list and use each part in a condition of its own");
    }
}
