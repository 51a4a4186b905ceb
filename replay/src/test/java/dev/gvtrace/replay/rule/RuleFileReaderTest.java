// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static dev.gvtrace.replay.rule.Loading.condition;
import static dev.gvtrace.replay.rule.Loading.errors;
import static dev.gvtrace.replay.rule.Loading.find;
import static dev.gvtrace.replay.rule.Loading.list;
import static dev.gvtrace.replay.rule.Loading.load;
import static dev.gvtrace.replay.rule.Loading.rule;
import static dev.gvtrace.replay.rule.Loading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.rule.item.EngineVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The content of rule files (rule language reference 1.2 to 1.6). */
class RuleFileReaderTest {
    private static final String R = rule("R", "evt.type = open");

    @Test
    void emptyFileIsRightAndHasNoSchemaVerdict() {
        LoadedRules loaded = load("", "# only this\n");
        assertThat(loaded.successful()).isTrue();
        assertThat(loaded.results())
                .allSatisfy(result -> assertThat(result.schema()).isNull());
        assertThat(warnings(loaded)).isEmpty();
    }

    @Test
    void nullItemsAreSkipped() {
        assertThat(load("- \n- ~\n" + R).rules()).hasSize(1);
    }

    @Test
    void documentsFollowEachOther() {
        LoadedRules loaded = load(list("l", "[a]") + "---\n" + rule("R", "evt.type = open and proc.name in (l)"));
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and proc.name in (a))");
    }

    @Test
    void collectsNothingFromInvalidYaml() {
        LoadedRules loaded = load(list("l", "[a]") + "- rule: [\n", list("l", "[b]"));
        assertThat(loaded.results().get(0).successful()).isFalse();
        assertThat(loaded.results().get(1).successful()).isTrue();
    }

    @Test
    void schemaDecidesNothing() {
        LoadedRules loaded = load(R.replace("INFO", "info"));
        assertThat(loaded.successful()).isTrue();
        assertThat(loaded.results().get(0).schema().valid()).isFalse();
        assertThat(load(R).results().get(0).schema().valid()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "'true'", "\"on\""})
    void wordsForTrue(String word) {
        LoadedRules loaded = load(R + "  enabled: " + word + "\n");
        assertThat(find(loaded, "R").enabled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "N", "no", "No", "false", "FALSE", "off", "Off", "'off'", "\"no\""})
    void wordsForFalse(String word) {
        assertThat(find(load(R + "  enabled: " + word + "\n"), "R").enabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "yEs", "tRUE", "truE", "''", "[]", "~"})
    void otherWordsAreNotBooleans(String word) {
        assertThat(load(R + "  enabled: " + word + "\n").successful()).isFalse();
    }

    @Test
    void quotedAppendIsTrue() {
        LoadedRules loaded = load(R + "- rule: R\n  condition: and proc.name = a\n  append: \"true\"\n");
        assertThat(condition(loaded)).isEqualTo("(evt.type = open and proc.name = a)");
    }

    @Test
    void itemsStayText() {
        LoadedRules loaded = load(list("l", "[0x10, 1.5, true, '']") + rule("R", "proc.name in (l)"));
        assertThat(errors(loaded)).containsExactly("expected a string value");
        loaded = load(list("l", "[0x10, 1.5, true]") + rule("R", "proc.name in (l)"));
        assertThat(condition(loaded)).isEqualTo("proc.name in (0x10, 1.5, true)");
    }

    @Test
    void kindOfAnItemDoesNotDependOnTheOrderOfItsKeys() {
        LoadedRules loaded = load("- items: [a]\n  list: l\n- condition: evt.type = open\n  rule: x\n  macro: m\n"
                + rule("R", "m and proc.name in (l)"));
        assertThat(loaded.successful()).isTrue();
        assertThat(loaded.rules()).hasSize(1);
        assertThat(warnings(loaded)).contains("LOAD_UNKNOWN_KEY: Unknown key 'rule'. The key will be ignored.");
    }

    @ParameterizedTest
    @CsvSource({
        "0,true",
        "26,true",
        "63,true",
        "64,false",
        "0.0.0,true",
        "0.63.0,true",
        "0.63.1,false",
        "0.99.0,false",
        "1.0.0,false",
        "0.57.0-rc1,true",
        "seven,false",
        "-1,false",
        "0.57,false",
        "9999999999999,false"
    })
    void asksForAnEngineVersion(String version, boolean right) {
        assertThat(load("- required_engine_version: " + version + "\n" + R).successful())
                .isEqualTo(right);
    }

    @Test
    void readsNothingBehindAnEngineVersionThatDoesNotFit() {
        LoadedRules loaded = load("- required_engine_version: 0.99.0\n- rule: broken\n");
        assertThat(errors(loaded)).containsExactly("Rules require engine version 0.99.0, but engine version is 0.63.0");
    }

    @Test
    void keepsTheGreatestEngineVersion() {
        LoadedRules loaded = load("- required_engine_version: 0.57.0\n- required_engine_version: 12\n");
        assertThat(loaded.requiredEngine()).isEqualTo(new EngineVersion(0, 57, 0));
    }

    @Test
    void containerPluginIsBuiltIn() {
        String plugin = "- required_plugin_versions:\n    - name: container\n      version: 0.4.0\n";
        assertThat(load(plugin + R).successful()).isTrue();
        assertThat(load(plugin.replace("name: container", "name: x") + R).successful())
                .isFalse();
        assertThat(warnings(load(plugin.replace("name: container", "name: json") + R)))
                .containsExactly("LOAD_WARNING_EXTENSION: Plugin requirement ignored, not needed to read a trace:"
                        + " json (>= 0.4.0)");
    }

    @Test
    void otherSourcesAreKeptAndNotEvaluated() {
        LoadedRules loaded = load(R + "  source: k8s_audit\n  exceptions: [{name: e, fields: [no.such]}]\n");
        assertThat(loaded.successful()).isTrue();
        assertThat(loaded.rules()).isEmpty();
        assertThat(loaded.notEvaluated()).containsExactly("R");
        assertThat(warnings(loaded)).containsExactly("LOAD_UNKNOWN_SOURCE: Unknown source k8s_audit, skipping");
    }

    @Test
    void outputIsTrimmedUnlessReplaced() {
        LoadedRules loaded = load(R.replace("output: o", "output: '  o  '"));
        assertThat(find(loaded, "R").output()).isEqualTo("o");
        loaded = load(R + "- rule: R\n  output: ' p '\n  override: {output: replace}\n");
        assertThat(find(loaded, "R").output()).isEqualTo(" p ");
    }

    @Test
    void tagsAreASortedSet() {
        assertThat(find(load(R + "  tags: [b, a, b]\n"), "R").tags()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc.nobody = a", "evt.type = nosuch"})
    void skipsRulesWithUnknownFilterIfAsked(String condition) {
        LoadedRules loaded = load(rule("R", condition) + "  skip-if-unknown-filter: true\n");
        assertThat(loaded.successful()).isTrue();
        assertThat(loaded.notEvaluated()).containsExactly("R");
        assertThat(load(rule("R", condition)).successful()).isFalse();
    }

    @Test
    void doesNotSkipForOtherErrors() {
        LoadedRules loaded = load(rule("R", "fd.num = x") + "  skip-if-unknown-filter: true\n");
        assertThat(loaded.successful()).isFalse();
    }
}
