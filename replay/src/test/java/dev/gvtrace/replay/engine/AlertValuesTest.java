// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.field.Facts;
import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How each kind of value is in an alert's text, and among the fields of its JSON (rule language reference 6.2). */
class AlertValuesTest {
    private static LoadedRules load(String output) {
        return Installed.rules(List.of(RuleFile.of(
                "r.yaml",
                "- rule: R\n  desc: d\n  condition: evt.num > 0\n  output: '" + output.replace("'", "''")
                        + "'\n  priority: INFO\n")));
    }

    /** The alert of the last event of these facts. */
    private static Alert alert(String facts, String output) {
        LoadedRules loaded = load(output);
        assertThat(loaded.successful()).as(output).isTrue();
        RuleSet rules = RuleSet.of(loaded);
        List<Alert> alerts = new ArrayList<>();
        RuleEngine engine = new RuleEngine(rules, EngineOptions.of(MatchMode.FIRST, rules), alerts::add);
        Facts.of(facts).replay(engine::onEvent);
        return alerts.get(alerts.size() - 1);
    }

    private static String json(Alert alert) {
        String line = new String(AlertFormatter.json().format(alert), StandardCharsets.UTF_8);
        int from = line.indexOf("\"output_fields\":") + "\"output_fields\":".length();
        return line.substring(from, line.indexOf(",\"priority\""));
    }

    /** Facts of the reference, a field, its text, and its value in JSON. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "E  | proc.name               | cat               | \"cat\"",
                "E  | proc.pid                | 3                 | 3",
                "E  | evt.num                 | 6                 | 6",
                "E  | proc.is_exe_writable    | true              | true",
                "E  | evt.failed              | false             | false",
                "E  | proc.exe_ino.ctime      | 1699999000000000000 | 1699999000000000000",
                "E  | user.uid                | 1000              | 1000",
                "E  | user.loginuid           | -1                | -1",
                "E  | fd.name                 | <NA>              | null",
                "E  | proc.exe_ino.mtime      | <NA>              | null",
                "E  | container.name          | <NA>              | null",
                "E  | proc.env[NOPE]          |                   | \"\"",
                "E  | proc.env[SP]            | a b               | \"a b\"",
                "E  | proc.aname[2]           | init              | \"init\"",
                "C4 | fd.sip                  | 142.251.111.147   | \"142.251.111.147\"",
                "C4 | fd.sport                | 443               | 443",
                "C4 | fd.cip                  | <NA>              | null",
                "C6 | fd.sip                  | 2001:4860:4860::8888 | \"2001:4860:4860::8888\"",
                "O  | fd.types                | (file)            | [\"file\"]",
                "O  | evt.arg.flags           | O_TRUNC%CO_CREAT%CO_RDWR | \"O_TRUNC%CO_CREAT%CO_RDWR\"",
                "O  | evt.rawres              | 5                 | 5",
                "OF | evt.res                 | ENOENT            | \"ENOENT\"",
                "OF | evt.rawres              | -2                | -2",
                "X  | gvisor.exit.signal      | 9                 | 9"
            })
    void aValueHasATextAndAJsonForm(String facts, String field, String text, String json) {
        Alert alert = alert(facts, "[%" + field + "]");
        String shown = text == null ? "" : text.replace("%C", "|");
        assertThat(alert.output().decoded()).isEqualTo("[" + shown + "]");
        assertThat(json(alert)).contains("\"" + field + "\":" + json.replace("%C", "|"));
    }

    @Test
    void timesAreTextsInOutputsAndNumbersInJson() {
        Alert alert = alert("E", "%evt.time.iso8601 %evt.datetime %evt.rawtime");
        assertThat(alert.output().decoded())
                .matches("2023-11-14T22:13:\\d\\d\\.0{9}\\+0000 2023-11-14 22:13:\\d\\d\\.0{9} 17000000\\d\\d0{9}");
        assertThat(json(alert))
                .containsPattern("\"evt.time.iso8601\":17000000\\d\\d0{9}[,}]")
                .containsPattern("\"evt.datetime\":17000000\\d\\d0{9}[,}]");
    }

    /** Fields inside of a transformer are listed as they are; what it makes of them is not. */
    @Test
    void whatATransformerMakesIsOnlyText() {
        Alert alert = alert("E", "%toupper(proc.name) and %concat(proc.name, \"-\", proc.pname)");
        assertThat(alert.output().decoded()).isEqualTo("CAT and cat-bash");
        assertThat(json(alert))
                .contains("\"proc.name\":\"cat\"", "\"proc.pname\":\"bash\"")
                .doesNotContain("toupper", "CAT", "concat");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"%10proc.name|cat       ", "%2proc.name|ca", "%3proc.name|cat", "%5fd.name|<NA> "})
    void aWidthPadsOrCutsTheTextOnly(String token, String text) {
        Alert alert = alert("E", token);
        assertThat(alert.output().decoded()).isEqualTo(text);
        assertThat(json(alert)).doesNotContain(" ", "\"ca\"");
    }

    /** The longest name of a field is taken; what follows it is text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%proc.names          | cats",
                "%proc.cmdline.       | cat -n /etc/passwd.",
                "%proc.name[2]        | cat[2]",
                "%proc.aname[2]!      | init!",
                "(%proc.name)         | (cat)",
                "%proc.name%proc.pid  | cat3",
                "a%proc.pid b         | a3 b"
            })
    void aFieldEndsWhereNoFieldContinues(String output, String text) {
        assertThat(alert("E", output).output().decoded()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "50%", "%%", "%no.such", "% proc.name", "%val(proc.name)", "%toupper(proc.pid)"})
    void invalidFieldsDoNotLoad(String output) {
        assertThat(load(output).successful()).isFalse();
    }

    @Test
    void tagsAndPriorityStandBesideTheFields() {
        LoadedRules loaded = Installed.rules(
                List.of(
                        RuleFile.of(
                                "r.yaml",
                                "- rule: R\n  desc: d\n  condition: evt.type = open\n  output: o\n  priority: CRITICAL\n  tags: [z, a, m]\n")));
        RuleSet rules = RuleSet.of(loaded);
        List<Alert> alerts = new ArrayList<>();
        RuleEngine engine = new RuleEngine(rules, EngineOptions.of(MatchMode.FIRST, rules), alerts::add);
        Facts.of("O").replay(engine::onEvent);
        assertThat(alerts).singleElement().satisfies(alert -> {
            assertThat(alert.tags()).containsExactly("a", "m", "z");
            assertThat(alert.priority()).isEqualTo(2);
            assertThat(alert.source()).isEqualTo("syscall");
            assertThat(alert.pid()).isEqualTo(3);
        });
        String line = new String(AlertFormatter.json().format(alerts.get(0)), StandardCharsets.UTF_8);
        assertThat(line)
                .contains("\"priority\":\"Critical\"", "\"tags\":[\"a\",\"m\",\"z\"]", "\"source\":\"syscall\"");
    }
}
