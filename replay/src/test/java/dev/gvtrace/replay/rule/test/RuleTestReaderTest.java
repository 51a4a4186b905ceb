// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.Choices;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTestReaderTest {
    private static final String FILE = """
            # tests
            rules: [a.yaml, "b: c.yaml"]
            match: all
            tests:
              - name: "\uD83D\uDE00 first"
                trace: t.gvt
                only: yes
                expect:
                  - rule: R
                    times: 2
                    output: |
                      two
                      lines
                    fields: {fd.rport: 4444, proc.name: null, proc.cwd: ''}
                  - {rule: S, never: true, priority: CRITICAL}
            """;

    private static RuleTestReader.Result read(String text) {
        return RuleTestReader.read(RuleFile.of("tests.yaml", text), Installed.binding());
    }

    private static List<String> errors(String text) {
        return read(text).issues().errors().stream()
                .map(issue -> issue.place() + ": " + issue.message())
                .toList();
    }

    @Test
    void readsTests() {
        assertThat(errors(FILE.replace("null", "~x"))).isEmpty();
        RuleTestFile.RuleTest test = read(FILE).tests().tests().get(0);
        assertThat(test.name()).isEqualTo("\uD83D\uDE00 first");
        assertThat(test.place()).hasToString("tests.yaml:5:5");
        assertThat(test.rules()).containsExactly("a.yaml", "b: c.yaml");
        RuleTestFile.Expectation first = test.expectations().get(0);
        assertThat(first.most()).isEqualTo(2);
        assertThat(first.output()).isEqualTo("two\nlines\n");
        assertThat(first.fields()).isEqualTo(Map.of("fd.rport", "4444", "proc.name", "null", "proc.cwd", ""));
        assertThat(test.expectations().get(1).place()).hasToString("tests.yaml:15:9");
        assertThat(test.expectations().get(1).priority()).isEqualTo(Priority.CRITICAL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "times: 2 | times: x | 10:16: expected a number",
                "times: 2 | tiems: 2 | 10:9: unknown key 'tiems'",
                "rule: R | rule: | 9:14: Mapping for key 'rule' is empty",
                "rule: R | rule: ~ | 9:15: Mapping for key 'rule' is empty",
                "rule: R | rule: '' | 9:15: Value must be non-empty",
                "proc.name: null | proc.nmae: x | 14:34: 'proc.nmae' is not a field",
                "name: \" | nam: \" | 5:5: Item has no mapping for key 'name'",
                "first\" | first\", name: b | 5:20: yaml: while parsing a block mapping",
                "trace: t.gvt | name: t.gvt | 6:5: yaml: Duplicate Object property",
                "trace: t.gvt | trace: *t | 6:12: yaml: aliases are not read here",
                "trace: t.gvt | trace: a: b | 6:13: yaml: mapping values are not allowed here",
                "CRITICAL} | CRITICAL | 16:1: yaml: while parsing a flow mapping",
                "trace: t.gvt | trace: @ | 6:12: yaml: while scanning for the next token",
            })
    void reportsErrorsWithTheirPlace(String right, String wrong, String error) {
        assertThat(errors(FILE.replace(right, wrong)))
                .anySatisfy(text -> assertThat(text).startsWith("tests.yaml:" + error));
    }

    @Test
    void refusesInvalidTestFiles() {
        assertThat(errors("")).singleElement().asString().contains("expected a mapping");
        assertThat(errors("tests: []\n--- x\n")).singleElement().asString().contains("expected a mapping");
        assertThat(errors("a: \u0001")).containsExactly("tests.yaml:1:4: yaml: character U+0001 is not allowed");
        assertThat(errors("[".repeat(100_000))).singleElement().asString().contains("depth");
        assertThat(errors("a: " + "x".repeat(4 << 20)))
                .singleElement()
                .asString()
                .contains("limit");
    }

    @Property(tries = 1_000)
    void nothingCrashesIt(@ForAll("choices") Choices choices) {
        String parts = "&*!|>'\"{}[]:,-?#%@`~\t\n\r \uFEFF\u0085\u2028\uD83D\uDE00\0x0.";
        StringBuilder text = new StringBuilder(FILE);
        while (choices.hasNext()) {
            int at = choices.nextInt(text.length());
            if (choices.nextBoolean()) {
                text.insert(at, parts.charAt(choices.nextInt(parts.length())));
            } else {
                text.delete(at, at + choices.nextInt(4));
            }
        }
        assertThat(errors(text.toString()))
                .allSatisfy(error -> assertThat(error).matches("(?s)tests.yaml:[1-9]\\d*:[1-9]\\d*: .+"));
    }

    @Provide
    Arbitrary<Choices> choices() {
        return Choices.upTo(18);
    }
}
