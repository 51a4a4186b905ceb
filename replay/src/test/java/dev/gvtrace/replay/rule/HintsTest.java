// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.output.LoadResultText;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hints for rules in the syntax of another language or an older engine. */
class HintsTest {
    private static String told(String rules) {
        return LoadResultText.print(
                Installed.rules(List.of(RuleFile.of("r.yaml", rules))).results().get(0));
    }

    private static String rule(String condition, String output, String more) {
        return "- rule: R\n  desc: d\n  priority: INFO\n  condition: " + condition + "\n  output: " + output + "\n"
                + more;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "k8s.pod.label.role = x|write 'k8s.pod.label[role]'",
                "container.label.a.b exists|write 'container.label[a.b]'",
                "k8s.ns.label.x = y|write 'k8s.ns.label[x]'",
                "container.label.app-name = y|write 'container.label[app-name]'",
                "container.label.app.kubernetes.io/name = y|write 'container.label[app.kubernetes.io/name]'",
                "proc.env.PATH contains x|write 'proc.env[PATH]'",
                "container.label = x|expected container.label[ARGUMENT]",
                "proc.name contains (a, b)|for several values use 'contains anyof'",
                "proc.name endswith   (a, b)|for several values use 'endswith anyof'",
                "fd.name glob ( a )|for several values use 'glob anyof'",
                "proc.name = (a, b)|for several values use '= anyof' or 'in'",
                "proc.name != (a, b)|for several values use '!= allof'",
                "proc.name contains oneof(a)|a blank belongs on both sides of 'oneof'",
                "proc.name < 5|warning: 'proc.name' is a text: '<' compares it with '5' byte by byte",
                "evt.arg.size >= 100|warning: 'evt.arg.size' is a text"
            })
    void helpsWithConditions(String condition, String words) {
        assertThat(told(rule("evt.type = open and " + condition, "o", ""))).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc.pid < 5", "len(proc.name) < 5", "proc.name = 5", "evt.rawres >= 0"})
    void givesNoHintsForNumbers(String condition) {
        assertThat(told(rule("evt.type = open and " + condition, "o", ""))).isEqualTo("r.yaml: ok\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a %k8s.pod.namespace b|'%k8s.pod.namespace' prints the value of 'k8s.pod.name' and 'space' as text",
                "%proc.names|'%proc.names' prints the value of 'proc.name' and 's' as text",
                "%proc.name.x|'%proc.name.x' prints the value of 'proc.name' and '.x' as text",
                "%k8s.pod.label.role|write 'k8s.pod.label[role]'",
                "%evt.arg[x|write 'evt.arg[ARGUMENT]'",
                "%container.label|write 'container.label[ARGUMENT]'",
                "%evt.type.is|'evt.type.is' needs an argument",
                "%container.id[x|container.id has unbalanced argument brackets"
            })
    void helpsWithOutputs(String output, String words) {
        assertThat(told(rule("evt.type = open", "'" + output + "'", ""))).contains(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%proc.aname[2 x",
                "%proc.args[x]",
                "%fd.types[q]",
                "%proc.cmdline.",
                "%proc.aname[2]x",
                "%evt.arg.flags|",
                "(%proc.name)-%proc.pid"
            })
    void treatsInvalidArgumentsAsText(String output) {
        assertThat(told(rule("evt.type = open", "'" + output + "'", ""))).isEqualTo("r.yaml: ok\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "evt.type = open and container.label exists|o|error: filter 'container.label'",
                "evt.type = open and k8s.pod.label.role exists|o|error: filter 'k8s.pod.label.role'",
                "evt.type = open and container.id[1] exists|o|error: filter 'container.id[1]'",
                "evt.type = open|%container.label|error: filter 'container.label'",
                "evt.type = open|%container.id[1]|error: filter 'container.id[1]'",
                "evt.type = open and container.nope exists|o|warning: filter_check called with nonexistent field",
                "evt.type = open and proc.name[1] exists|o|warning: filter_check called with nonexistent field"
            })
    void aWrongPluginArgumentIsNotReportedAsAnUnknownField(String condition, String output, String words) {
        assertThat(told(rule(condition, "'" + output + "'", "  skip-if-unknown-filter: true\n")))
                .contains(words);
    }

    @Test
    void pointsAtOperatorsOfExceptions() {
        String exceptions =
                "  exceptions:\n    - name: e\n      fields: [proc.name, fd.name]\n      comps: [=]\n      values: [[a, b]]\n"
                        + "    - name: f\n      fields: proc.name\n      comps: contains\n      values: [a]\n";
        assertThat(told(rule("evt.type = open", "o", exceptions)))
                .contains("r.yaml:9:14: error: Fields and comps lists must have equal length")
                .contains("r.yaml:13:14: error: When fields is a single value");
        String misfits = "  exceptions:\n    - name: e\n      fields: [proc.pid, proc.name]\n"
                + "      comps:\n        - startswith\n        - bcontains\n      values: [[a, b]]\n"
                + "    - name: f\n      fields: proc.pid\n      comps: pmatch\n      values: [a]\n";
        assertThat(told(rule("evt.type = open", "o", misfits)))
                .contains("r.yaml:10:11: error: filter error: 'startswith' operator")
                .contains("r.yaml:11:11: error: filter error: 'bcontains' operator")
                .contains("r.yaml:15:14: error: filter error: 'pmatch' operator");
    }

    @Test
    void pointsBelowWideCharactersAndShowsControlsEscaped() {
        assertThat(told("- macro: m\n  condition: \"proc.name = \u65e5\u672ce\u0301\u202e and proc.nme\"\n"))
                .contains("| " + "  condition: \"proc.name = \u65e5\u672ce\u0301\\u202e and proc.nme\"\n")
                .contains("| " + " ".repeat("  condition: \"proc.name = 4444e\\u202e and proc.nme".length()) + "^\n");
        assertThat(told("- macro: \"a\\x01b\"\n  condition: c d\n")).contains("in macro 'a\\x01b'");
    }
}
