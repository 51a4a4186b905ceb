// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.rule.item.Issue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files with rules of redaction: what they mean, and which errors are reported where. */
class RedactionRulesReaderTest {
    private static List<String> errors(String... lines) {
        RedactionRulesReader reader = new RedactionRulesReader();
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return reader.add("dir/my.yaml", bytes).errors().stream()
                .map(RedactionRulesReaderTest::shown)
                .toList();
    }

    private static String shown(Issue issue) {
        return issue.place().line() + ":" + issue.place().column() + " " + issue.message();
    }

    private static List<String> rule(String... lines) {
        String[] all = new String[lines.length + 3];
        all[0] = "redaction: 1";
        all[1] = "rules:";
        all[2] = "  - name: r";
        for (int i = 0; i < lines.length; i++) {
            all[i + 3] = "    " + lines[i];
        }
        return errors(all);
    }

    @Test
    void whatIsWrongIsReportedWithItsPlace() {
        assertThat(errors("rules: []")).containsExactly("1:1 Item has no mapping for key 'redaction'");
        assertThat(errors("redaction: 2", "rules: []")).containsExactly("1:12 expected version 1");
        assertThat(errors("redaction: 1", "rule: []"))
                .contains("2:1 unknown key 'rule'", "1:1 expected a sequence of rules under the key 'rules'");
        assertThat(errors("redaction: 1", "unknown: hide", "rules: []"))
                .containsExactly("2:10 expected drop or keep, found 'hide'");
        assertThat(rule("matches: x", "match: abc")).containsExactly("4:5 unknown key 'matches'");
        assertThat(rule("match: 'ab(c'"))
                .singleElement()
                .asString()
                .startsWith("4:")
                .contains("invalid regular expression: missing closing )");
        assertThat(rule("match: 'a[z-b]'"))
                .containsExactly("4:14 invalid regular expression: invalid character class range: z-b");
        assertThat(rule("match: 'a(?=b)'")).singleElement().asString().contains("invalid regular expression");
        assertThat(rule("match: 'a*'")).containsExactly("4:12 the expression matches an empty text");
        assertThat(rule("match: '(?P<pin>a)'")).containsExactly("4:16 unknown group 'pin': expected secret");
        assertThat(rule())
                .containsExactly("3:5 the rule would replace every text: add 'in', 'variable', 'option' or 'match'");
        assertThat(rule("in: [path]"))
                .anySatisfy(error ->
                        assertThat(error).startsWith("4:10 unknown kind of field 'path': expected environment"));
        assertThat(rule("in: [ports]", "match: x"))
                .contains("4:10 ports are not text: they are replaced as a whole, without 'match'");
        assertThat(rule("in: [paths]", "variable: x"))
                .containsExactly("5:5 'variable' is for fields of kind environment only: leave out 'in'");
        assertThat(rule("match: x", "replace: stars"))
                .containsExactly("5:14 expected marker or pseudonym, found 'stars'");
        assertThat(errors(
                        "redaction: 1",
                        "rules:",
                        "  - {name: a, match: x}",
                        "  - {name: a, match: y}",
                        "  - {name: A b, match: z}"))
                .containsExactly(
                        "4:12 another rule is named 'a'",
                        "5:12 invalid name 'A b': expected at most 40 of a-z, 0-9 and -, and not unknown");
        assertThat(errors("redaction: [1")).singleElement().asString().contains("yaml: ");
        assertThat(errors("redaction: &a 1", "rules: *a"))
                .singleElement()
                .asString()
                .contains("aliases");
        assertThat(errors("- 1")).containsExactly("1:1 expected one mapping with the keys 'redaction' and 'rules'");
        assertThat(errors("")).containsExactly("1:1 expected one mapping with the keys 'redaction' and 'rules'");
    }

    @Test
    void filesAreTakenTogether() {
        RedactionRulesReader reader = new RedactionRulesReader();
        byte[] keep = "redaction: 1\nunknown: keep\nrules: [{name: a, match: x}]\n".getBytes(StandardCharsets.UTF_8);
        assertThat(reader.add("d/one.yaml", keep).successful()).isTrue();
        assertThat(reader.rules().keepsUnknown()).isTrue();
        assertThat(reader.add("builtin", RedactionRules.builtIn()).successful()).isTrue();
        RedactionRules rules = reader.rules();
        assertThat(rules.keepsUnknown()).isFalse();
        assertThat(rules.rules().get(0).name()).isEqualTo("a");
        assertThat(rules.rules()).hasSizeGreaterThan(20);
        assertThat(rules.sources()).extracting(RedactionRules.Source::name).containsExactly("one.yaml", "builtin");
        assertThat(rules.sources().get(0).sha256()).matches("[0-9a-f]{64}");
    }

    @Test
    void anotherRuleWithTheSameNameInAnotherFileIsAnError() {
        RedactionRulesReader reader = new RedactionRulesReader();
        byte[] file = "redaction: 1\nrules: [{name: aws-key, match: x}]\n".getBytes(StandardCharsets.UTF_8);
        reader.add("builtin", RedactionRules.builtIn());
        assertThat(reader.add("one.yaml", file).errors()).hasSize(1);
    }
}
