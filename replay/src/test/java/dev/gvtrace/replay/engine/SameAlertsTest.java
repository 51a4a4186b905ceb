// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.field.Facts;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.RuleSelection;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ways to write the same rules give the same alerts, and rules do not affect each other, over a recorded break-in
 * (rule language reference 1 and 2).
 */
class SameAlertsTest {
    private static final Path SAMPLE = Path.of("../samples/traces/web-break-in.gvt");

    private static final List<String> CONDITIONS = List.of(
            "evt.type = execve",
            "evt.type in (openat, open) and fd.name startswith /etc",
            "evt.type = connect and fd.sport exists",
            "proc.name = sh",
            "evt.failed = true",
            "evt.type != openat and proc.pname exists",
            "fd.name contains pass or proc.cmdline contains pass",
            "not fd.num exists",
            "user.uid = 0 and evt.type in (read, write)",
            "evt.type = procexit",
            "evt.type = ptrace",
            "evt.num < 20");

    private static String rule(String name, String condition, String priority) {
        return "- rule: " + name + "\n  desc: d\n  condition: >\n    " + condition
                + "\n  output: \"%evt.num %proc.name\"\n" + "  priority: " + priority + "\n";
    }

    private static String all() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < CONDITIONS.size(); i++) {
            text.append(rule("r" + i, CONDITIONS.get(i), Priority.values()[i % Priority.values().length].label()));
        }
        return text.toString();
    }

    private static LoadedRules load(String text) {
        LoadedRules loaded = Installed.rules(List.of(RuleFile.of("r.yaml", text)));
        assertThat(loaded.successful()).as("%s", loaded.results()).isTrue();
        return loaded;
    }

    /** Each alert as the number of its event and its rule, in order. */
    private static List<String> alerts(RuleSet rules, MatchMode mode) throws IOException {
        List<String> alerts = new ArrayList<>();
        RuleEngine engine = new RuleEngine(
                rules,
                EngineOptions.of(mode, rules),
                alert -> alerts.add(alert.eventNumber() + " " + alert.rule() + ": "
                        + alert.output().decoded()));
        try (TraceSource source = TraceSources.open(SAMPLE)) {
            new TraceReplay(source, ReplayOptions.DEFAULT).run(1, event -> {
                engine.onEvent(event);
                return true;
            });
        }
        return alerts;
    }

    private static List<String> alerts(String text) throws IOException {
        return alerts(RuleSet.of(load(text)), MatchMode.ALL);
    }

    @Test
    void eachRuleMatchesWhatItMatchesAlone() throws IOException {
        Set<String> alone = new TreeSet<>();
        for (int i = 0; i < CONDITIONS.size(); i++) {
            alone.addAll(alerts(rule("r" + i, CONDITIONS.get(i), "INFO")));
        }
        List<String> together = alerts(all());
        assertThat(new TreeSet<>(together)).isEqualTo(alone).hasSizeGreaterThan(300);
        assertThat(together).doesNotHaveDuplicates();
    }

    @Test
    void theFirstMatchIsTheFirstOfAll() throws IOException {
        RuleSet rules = RuleSet.of(load(all()));
        Set<String> seen = new LinkedHashSet<>();
        List<String> first = new ArrayList<>();
        for (String alert : alerts(rules, MatchMode.ALL)) {
            if (seen.add(alert.substring(0, alert.indexOf(' ')))) {
                first.add(alert);
            }
        }
        assertThat(alerts(rules, MatchMode.FIRST)).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Priority.class)
    void aThresholdLeavesTheMoreUrgent(Priority threshold) throws IOException {
        LoadedRules loaded = load(all());
        List<String> urgent = alerts(RuleSet.of(loaded), MatchMode.ALL).stream()
                .filter(alert -> {
                    int number = Integer.parseInt(alert.substring(alert.indexOf(" r") + 2, alert.indexOf(':')));
                    return number % Priority.values().length <= threshold.ordinal();
                })
                .toList();
        assertThat(alerts(RuleSet.of(loaded, RuleSelection.NONE, threshold, false), MatchMode.ALL))
                .isEqualTo(urgent);
    }

    /** Before the arrow a plain rule, after it the same in other words; lines are separated by {@code ;}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evt.type = openat and fd.name in (/etc/passwd, /etc/shadow)"
                        + " -> - list: l;  items: [/etc/passwd, /etc/shadow];"
                        + "RULE evt.type = openat and fd.name in (l)",
                "evt.type = openat and fd.name in (/etc/passwd, /etc/shadow)"
                        + " -> - list: l;  items: [/etc/passwd];- list: l;  append: true;  items: [/etc/shadow];"
                        + "RULE evt.type = openat and fd.name in (l)",
                "evt.type = openat and fd.name in (/etc/passwd, /etc/shadow)"
                        + " -> - list: a;  items: [/etc/shadow];- list: l;  items: [/etc/passwd, a];"
                        + "RULE evt.type = openat and fd.name in (l)",
                "evt.type = openat and proc.name = sh"
                        + " -> - macro: opens;  condition: evt.type = openat;RULE opens and proc.name = sh",
                "evt.type = openat and (proc.name = sh or proc.name = ping)"
                        + " -> - macro: who;  condition: proc.name = sh;"
                        + "- macro: who;  append: true;  condition: or proc.name = ping;RULE evt.type = openat and who",
                "evt.type = openat and proc.name = ping"
                        + " -> - macro: who;  condition: proc.name = sh;- macro: who;  condition: proc.name = ping;"
                        + "RULE evt.type = openat and who",
                "evt.type = execve and not proc.name in (sh, ls)"
                        + " -> RULE evt.type = execve;  exceptions:;    - name: e;      fields: proc.name;"
                        + "      values: [sh, ls]",
                "evt.type = execve and not (proc.name = sh and proc.pname = ping)"
                        + " -> RULE evt.type = execve;  exceptions:;    - name: e;      fields: [proc.name, proc.pname];"
                        + "      values: [[sh, ping]]",
                "evt.type = execve and not proc.name startswith s"
                        + " -> RULE evt.type = execve;  exceptions:;    - name: e;      fields: [proc.name];"
                        + "      comps: [startswith];      values: [[s]]",
                "evt.type = execve and proc.name = sh"
                        + " -> RULE evt.type = execve;- rule: R;  append: true;  condition: and proc.name = sh",
                "evt.type = execve and proc.name = sh"
                        + " -> RULE evt.type = openat;- rule: R;  condition: evt.type = execve and proc.name = sh;"
                        + "  override: {condition: replace}",
                "evt.type = execve and proc.name = sh"
                        + " -> RULE evt.type = execve;- rule: R;  condition: and proc.name = sh;"
                        + "  override: {condition: append}",
                "evt.type = execve and proc.name = sh"
                        + " -> RULE evt.type = ptrace;RULE evt.type = execve and proc.name = sh",
                "evt.type = openat and not fd.name startswith /etc"
                        + " -> RULE not (not evt.type = openat or fd.name startswith /etc)",
                "evt.type = execve and proc.name = sh -> RULE proc.name = sh and evt.type = execve",
                "evt.type = execve and tolower(proc.name) = sh -> RULE evt.type = execve and proc.name iglob sh",
                "evt.type = openat and fd.name startswith /etc/"
                        + " -> RULE evt.type = openat and fd.name pmatch (/etc) and fd.name != /etc",
                "evt.type = openat and fd.name contains /etc -> RULE evt.type = openat and fd.name regex '.*/etc.*'",
                "evt.type = openat and fd.name endswith d -> RULE evt.type = openat and fd.name glob '*d'"
            })
    void otherWordsForTheSameRuleGiveTheSameAlerts(String row) throws IOException {
        String[] pair = row.split(" -> ", 2);
        StringBuilder other = new StringBuilder();
        for (String line : pair[1].split(";")) {
            other.append(
                            line.startsWith("RULE ")
                                    ? rule("R", line.substring("RULE ".length()), "INFO")
                                            .stripTrailing()
                                    : line)
                    .append('\n');
        }
        List<String> expected = alerts(rule("R", pair[0], "INFO"));
        assertThat(alerts(other.toString())).as("%s", other).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void aRuleThatIsSwitchedOffIsAsIfItWereNotThere() throws IOException {
        String both = rule("a", "evt.type = execve", "INFO") + rule("b", "proc.name = sh", "INFO");
        assertThat(alerts(both + "- rule: a\n  enabled: false\n"))
                .isEqualTo(alerts(rule("b", "proc.name = sh", "INFO")));
    }

    @Test
    void anEngineKeepsNothingFromOneSandboxToTheNext() {
        RuleSet rules = RuleSet.of(load(rule("first", "util.cnt = 1", "INFO")));
        List<Long> numbers = new ArrayList<>();
        RuleEngine engine = new RuleEngine(
                rules, EngineOptions.of(MatchMode.ALL, rules), alert -> numbers.add(alert.eventNumber()));
        for (int i = 0; i < 3; i++) {
            Facts.of("O").replay(engine::onEvent);
        }
        assertThat(numbers).containsExactly(1L, 1L, 1L);
    }
}
