// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.field.Facts;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.test.RuleTestFile;
import dev.gvtrace.replay.rule.test.RuleTestReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The results of a test of rules for alerts that are present, missing, or not as expected. */
class RuleTestRunTest {
    /** The sandbox opens /etc/Passwd.txt once, from cat, whose parent is bash. */
    private static final String RULES = """
            - rule: opened
              desc: d
              condition: evt.type = open and fd.name startswith /etc
              output: "%proc.name opened %fd.name"
              priority: WARNING
            - rule: ran
              desc: d
              condition: evt.type = execve
              output: "%proc.name ran"
              priority: NOTICE
            - rule: never
              desc: d
              condition: evt.type = ptrace
              output: o
              priority: NOTICE
            """;

    /** Runs a test with these keys after its trace. */
    private static List<String> failures(String keys) {
        String text = "rules: [r.yaml]\ntests:\n  - name: n\n    trace: t\n" + keys.indent(4);
        RuleTestReader.Result read = RuleTestReader.read(RuleFile.of("tests.yaml", text), Installed.binding());
        assertThat(read.issues().errors()).as(text).isEmpty();
        RuleTestFile.RuleTest test = read.tests().tests().get(0);
        RuleSet rules = RuleSet.of(Installed.rules(List.of(RuleFile.of("r.yaml", RULES))));
        RuleTestRun run = new RuleTestRun(test, rules);
        RuleEngine engine = new RuleEngine(rules, EngineOptions.of(MatchMode.ALL, rules), run);
        Facts.of("O").replay(event -> run.event(engine, event));
        return run.failures();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{rule: opened}",
                "{rule: opened, fires: true}",
                "{rule: opened, times: 1}",
                "{rule: opened, priority: WARNING}",
                "{rule: opened, output: 'cat opened *'}",
                "{rule: opened, output: 'c?t opened /etc/Passwd.tx?'}",
                "{rule: opened, fields: {proc.pname: bash, fd.num: 5, 'proc.aname[2]': init}}",
                "{rule: opened, fields: {fd.name: '/etc/*', fd.sip: <NA>}}",
                "{rule: ran, times: 3}",
                "{rule: never, never: true}"
            })
    void whatComesAsExpectedPasses(String expectation) {
        assertThat(failures("expect: [" + expectation + "]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{rule: never}               | 'never' expected at least once, came 0 times",
                "{rule: opened, times: 2}    | 'opened' expected 2 times, came 1 time",
                "{rule: opened, never: true} | 'opened' expected never, came 1 time",
                "{rule: ran, times: 1}       | 'ran' expected 1 time, came 3 times"
            })
    void aWrongNumberIsAFailureAtItsPlace(String expectation, String failure) {
        assertThat(failures("expect: [" + expectation + "]"))
                .singleElement()
                .asString()
                .startsWith("tests.yaml:5:")
                .endsWith(failure);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{rule: opened, priority: ERROR}            | priority is Warning",
                "{rule: opened, output: 'dog*'}             | output is cat opened /etc/Passwd.txt",
                "{rule: opened, fields: {proc.pname: zsh}}  | proc.pname is bash",
                "{rule: opened, fields: {fd.sip: 1.2.3.4}}  | fd.sip is <NA>"
            })
    void anAlertThatIsNotAsExpectedIsShown(String expectation, String misfit) {
        List<String> failures = failures("expect: [" + expectation + "]");
        assertThat(failures).hasSize(2);
        assertThat(failures.get(0)).contains("expected at least once, came 0 times");
        assertThat(failures.get(1))
                .startsWith("    another alert of it, event ")
                .endsWith(misfit);
    }

    /** Of many alerts that do not match, three are reported. */
    @Test
    void onlySomeAlertsAreShown() {
        assertThat(failures("expect: [{rule: ran, priority: ERROR}]")).hasSize(1 + 3);
    }

    @Test
    void otherAlertsAreFailuresWhereNothingElseMayCome() {
        assertThat(failures("expect: [{rule: opened}, {rule: ran}]\nonly: true"))
                .isEmpty();
        assertThat(failures("expect: [{rule: opened}]\nonly: true"))
                .hasSize(3)
                .allMatch(failure -> failure.startsWith("not expected: event ") && failure.contains(": 'ran': "));
        assertThat(failures("expect: [{rule: opened}]")).isEmpty();
        assertThat(failures("only: true")).hasSize(3);
    }

    @Test
    void severalExpectationsOfOneRuleAreCountedByThemselves() {
        assertThat(failures(
                        "expect:\n  - {rule: ran, fields: {proc.name: cat}, times: 1}\n  - {rule: ran, fields: {proc.name:"
                                + " bash}, times: 1}\n"))
                .isEmpty();
    }
}
