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

import dev.gvtrace.replay.rule.item.Issue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exceptions of rules (rule language reference 1.10). */
class ExceptionTest {
    private static final String R = rule("R", "evt.type = open");

    /** The rule with one exception. */
    private static LoadedRules with(String keys) {
        return load(R + "  exceptions:\n    - {name: e, " + keys + "}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fields: proc.name, values: [a, b]|proc.name in (a, b)",
                "fields: proc.name, comps: pmatch, values: [/usr]|proc.name pmatch (/usr)",
                "fields: proc.name, comps: startswith anyof, values: [a, b]|proc.name startswith anyof (a, b)",
                "fields: [proc.name], values: [[a]]|proc.name = a",
                "fields: [proc.name], comps: [=], values: [[a]]|proc.name = a",
                "fields: ['tolower(proc.name)'], values: [[a]]|tolower(proc.name) = a",
                "fields: ['proc.aname[2]'], values: [[a]]|proc.aname[2] = a",
                "fields: [proc.name], comps: [endswith], values: [[a], [b c]]"
                        + "|(proc.name endswith a or proc.name endswith \"b c\")",
                "fields: [proc.name, fd.name], comps: [in, startswith], values: [[[a, b c], /etc], [l, /x]]"
                        + "|((proc.name in (a, \"b c\") and fd.name startswith /etc)"
                        + " or (proc.name in (y, z) and fd.name startswith /x))",
                "fields: [proc.name, fd.name], comps: [in, in], values: [['(l)', '(l, m)']]"
                        + "|(proc.name in (y, z) and fd.name in (y, z, m))",
                "fields: [proc.name], values: [['\"quoted v\"']]|proc.name = \"quoted v\"",
                "fields: [proc.name], values: [['toupper(proc.pname)']]|proc.name = toupper(proc.pname)"
            })
    void becomesPartOfTheCondition(String keys, String expected) {
        LoadedRules loaded = load(list("l", "[y, z]") + R + "  exceptions:\n    - {name: e, " + keys + "}\n");
        assertThat(errors(loaded)).isEmpty();
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and not " + expected + ")");
    }

    @Test
    void manyValuesInQuotesAreReferredTo() {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 250_000; i++) {
            values.append("        - 'run program ").append(i).append(" --with argument'\n");
        }
        String exception = "  exceptions:\n    - name: e\n      fields: proc.cmdline\n      values:\n";
        LoadedRules loaded = load(R + exception + values);
        assertThat(errors(loaded)).isEmpty();
        assertThat(condition(loaded))
                .startsWith("(evt.type = open and not proc.cmdline in (\"run program 0 --with argument\", ")
                .endsWith("\"run program 249999 --with argument\"))");
        assertThat(errors(load(list("program", "[x]") + R + exception + values)))
                .singleElement()
                .asString()
                .contains("with the values of exception 'e'");
    }

    @Test
    void tooManyTuplesAreReportedWithARemedy() {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 250_000; i++) {
            values.append("        - [10.")
                    .append(i >> 16)
                    .append('.')
                    .append(i >> 8 & 255)
                    .append('.')
                    .append(i & 255);
            values.append(", 443]\n");
        }
        LoadedRules loaded = load(
                R + "  exceptions:\n    - name: pairs\n      fields: [fd.sip, fd.sport]\n      values:\n" + values);
        Issue issue = loaded.results().get(0).errors().get(0);
        assertThat(issue.message()).contains("exception 'pairs'");
        assertThat(issue.hint()).contains("'in' in its place in comps");
    }

    @Test
    void severalFollowInTheirOrderAndThoseWithoutValuesAddNothing() {
        LoadedRules loaded = load(R + "  exceptions:\n    - {name: a, fields: proc.name, values: [x]}\n"
                + "    - {name: b, fields: fd.name}\n    - {name: c, fields: [fd.name], values: [[y]]}\n");
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and not proc.name in (x) and not fd.name = y)");
    }

    @Test
    void withoutValuesTheConditionStaysAsItIs() {
        assertThat(condition(with("fields: [proc.name]"))).isEqualTo("evt.type = open");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"proc.pname|field", "'proc.pname '|field", "toupper( proc.pname)|field transformer"})
    void warnsAboutValuesThatLookLikeFields(String value, String kind) {
        assertThat(warnings(with("fields: [proc.name], values: [[\"" + value + "\"]]")))
                .containsExactly("LOAD_COMPILE_CONDITION: '" + value + "' may be a valid " + kind
                        + " misused as a const string value");
    }

    @Test
    void sameNameTwiceIsAWarningAndBothCount() {
        LoadedRules loaded = load(R + "  exceptions:\n    - {name: a, fields: proc.name, values: [x]}\n"
                + "    - {name: a, fields: fd.name, values: [y]}\n");
        assertThat(warnings(loaded))
                .containsExactly(
                        "LOAD_EXCEPTION_NAME_NOT_UNIQUE: Multiple definitions of exception 'a' in the same rule");
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and not proc.name in (x) and not fd.name in (y))");
    }

    private static LoadedRules appended(String first, String second, String how) {
        return load(
                R + "  exceptions:\n    - {" + first + "}\n",
                "- rule: R\n  exceptions:\n    - {" + second + "}\n  " + how + "\n");
    }

    @ParameterizedTest
    @CsvSource({"append: true", "'override: {exceptions: append}'"})
    void valuesAreAppended(String how) {
        LoadedRules loaded = appended("name: e, fields: [proc.name], values: [[a]]", "name: e, values: [[b]]", how);
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and not (proc.name = a or proc.name = b))");
    }

    @ParameterizedTest
    @CsvSource({"append: true", "'override: {exceptions: append}'"})
    void newExceptionsAreAppended(String how) {
        LoadedRules loaded = appended("name: e, fields: [proc.name]", "name: f, fields: fd.name, values: [b]", how);
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and not fd.name in (b))");
    }

    @Test
    void replacingTakesTheNewOnesOnly() {
        LoadedRules loaded = appended(
                "name: e, fields: [proc.name], values: [[a]]",
                "name: f, fields: fd.name, comps: in, values: [b]",
                "override: {exceptions: replace}");
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and not fd.name in (b))");
    }

    @Test
    void replacingFillsInNoDefaults() {
        assertThat(errors(appended(
                        "name: e, fields: [proc.name], values: [[a]]",
                        "name: f, fields: fd.name, values: [b]",
                        "override: {exceptions: replace}")))
                .containsExactly("Rule exception that replaces others must have comps");
    }

    @Test
    void appendedExceptionWithoutValuesIsAWarning() {
        LoadedRules loaded = appended("name: e, fields: [proc.name]", "name: e", "append: true");
        assertThat(loaded.successful()).isTrue();
        assertThat(warnings(loaded)).contains("LOAD_APPEND_NO_VALUES: Overriding/appending exception with no values");
    }

    @Test
    void redefinitionForgetsExceptions() {
        LoadedRules loaded = load(R + "  exceptions:\n    - {name: e, fields: proc.name, values: [a]}\n" + R);
        assertThat(condition(loaded)).isEqualTo("evt.type = open");
    }

    @Test
    void exceptionsOfAnAppendedConditionCoverTheWhole() {
        LoadedRules loaded = load(
                R + "  exceptions:\n    - {name: e, fields: proc.name, values: [a]}\n",
                "- rule: R\n  condition: or evt.type = close\n  append: true\n");
        assertThat(condition(loaded)).isEqualTo("((evt.type = open or evt.type = close) and not proc.name in (a))");
    }
}
