// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static dev.gvtrace.replay.rule.Loading.condition;
import static dev.gvtrace.replay.rule.Loading.errors;
import static dev.gvtrace.replay.rule.Loading.find;
import static dev.gvtrace.replay.rule.Loading.load;
import static dev.gvtrace.replay.rule.Loading.rule;
import static dev.gvtrace.replay.rule.Loading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.rule.item.Priority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules defined, redefined, switched, added to and overridden (rule language reference 1.9). */
class RuleCollectorTest {
    private static final String R = rule("R", "evt.type = open");

    @Test
    void redefinitionReplacesAllAndKeepsTheOrder() {
        LoadedRules loaded = load(R + "  enabled: false\n  tags: [a]\n" + rule("S", "evt.type = close"), R);
        assertThat(loaded.rules().stream().map(Rule::name)).containsExactly("R", "S");
        assertThat(find(loaded, "R").enabled()).isTrue();
        assertThat(find(loaded, "R").tags()).isEmpty();
    }

    @Test
    void standaloneEnabledSwitches() {
        LoadedRules loaded = load(R + "- rule: R\n  enabled: false\n");
        assertThat(find(loaded, "R").enabled()).isFalse();
        assertThat(warnings(loaded)).hasSize(1).allMatch(text -> text.startsWith("LOAD_DEPRECATED_ITEM"));
    }

    @Test
    void appendReadsConditionAndExceptionsOnly() {
        LoadedRules loaded = load(R + "- rule: R\n  condition: and proc.name = a\n  append: true\n  enabled: false\n"
                + "  priority: nonsense\n  output: '%nonsense'\n  tags: [a]\n");
        assertThat(loaded.successful()).isTrue();
        assertThat(find(loaded, "R").enabled()).isTrue();
        assertThat(find(loaded, "R").tags()).isEmpty();
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and proc.name = a)");
    }

    @Test
    void appendingConditionsIsPlainText() {
        LoadedRules loaded = load(rule("R", "evt.type = open and proc.name = a or proc.name = b")
                + "- rule: R\n  condition: and fd.name = d\n  append: true\n");
        assertThat(condition(loaded))
                .isEqualTo("((evt.type = open and proc.name = a) or (proc.name = b and fd.name = d))");
    }

    @Test
    void emptyOverrideIsADefinition() {
        assertThat(load(R + "  override: {}\n").successful()).isTrue();
    }

    @Test
    void appendFalseIsADefinition() {
        LoadedRules loaded = load(R + rule("R", "evt.type = close") + "  append: false\n");
        assertThat(condition(loaded)).isEqualTo("evt.type = close");
        assertThat(warnings(loaded)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "condition|and fd.name = x|append|",
                "condition|evt.type = close|replace|",
                "output|more|append|",
                "output|other|replace|",
                "desc|more|append|",
                "desc|other|replace|",
                "tags|[b]|append|",
                "tags|[b]|replace|",
                "exceptions|[{name: e, fields: proc.name, values: [a]}]|append|",
                "exceptions|[{name: e, fields: proc.name, comps: in, values: [a]}]|replace|",
                "priority|ERROR|append|Key 'priority' cannot be appended to, use 'replace' instead",
                "priority|ERROR|replace|",
                "enabled|false|append|Key 'enabled' cannot be appended to, use 'replace' instead",
                "enabled|false|replace|",
                "warn_evttypes|false|append|Key 'warn_evttypes' cannot be appended to, use 'replace' instead",
                "warn_evttypes|false|replace|",
                "skip-if-unknown-filter|true|append"
                        + "|Key 'skip-if-unknown-filter' cannot be appended to, use 'replace' instead",
                "skip-if-unknown-filter|true|replace|",
                "capture|true|append|Key 'capture' cannot be appended to, use 'replace' instead",
                "capture|true|replace|",
                "capture_duration|5|append|Key 'capture_duration' cannot be appended to, use 'replace' instead",
                "capture_duration|5|replace|",
                "source|syscall|append|Key 'source' cannot be appended to, use 'replace' instead",
                "source|syscall|replace|Key 'source' cannot be replaced",
                "rule|R|replace|Key 'rule' cannot be replaced"
            })
    void overrides(String key, String value, String operation, String error) {
        String given = key.equals("rule") ? "" : "  " + key + ": " + value + "\n";
        LoadedRules loaded = load(R + "- rule: R\n" + given + "  override: {" + key + ": " + operation + "}\n");
        if (error == null) {
            assertThat(errors(loaded)).isEmpty();
        } else {
            assertThat(errors(loaded)).containsExactly(error);
        }
    }

    @Test
    void overrideAppliesAppendsThenReplaces() {
        LoadedRules loaded = load(R + "  tags: [a]\n"
                + "- rule: R\n  condition: and proc.name = b\n  output: more\n  desc: e\n  tags: [b]\n  priority: ERROR\n"
                + "  override: {condition: append, output: append, desc: append, tags: append, priority: replace}\n");
        Rule rule = find(loaded, "R");
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and proc.name = b)");
        assertThat(rule.output()).isEqualTo("o more");
        assertThat(rule.desc()).isEqualTo("d e");
        assertThat(rule.tags()).containsExactly("a", "b");
        assertThat(rule.priority()).isEqualTo(Priority.ERROR);
    }

    @Test
    void sourceMayNotChange() {
        assertThat(errors(load(R + R + "  source: other\n")))
                .containsExactly("Rule has been re-defined with a different source");
        assertThat(load(R + "- rule: R\n  condition: and proc.name = a\n  source:\n  append: true\n")
                        .successful())
                .isTrue();
    }

    @Test
    void droppedRuleStillExistsForAppending() {
        LoadedRules loaded = load(R + "  source: other\n- rule: R\n  append: true\n  condition: nonsense and and\n"
                + "- rule: R\n  enabled: false\n");
        assertThat(loaded.successful()).isTrue();
    }

    @Test
    void doesNotReportItemsThatDependOnABrokenOne() {
        LoadedRules loaded = load("- macro: m\n- list: l\n- rule: R\n  desc: d\n"
                + "- macro: m\n  condition: or evt.type = open\n  append: true\n"
                + "- list: l\n  items: [a]\n  append: true\n- rule: R\n  enabled: false\n" + rule("S", "m"));
        assertThat(errors(loaded))
                .containsExactly(
                        "Item has no mapping for key 'condition'",
                        "Item has no mapping for key 'items'",
                        "Item has no mapping for key 'condition'",
                        "Item has no mapping for key 'output'",
                        "Item has no mapping for key 'priority'");
    }
}
