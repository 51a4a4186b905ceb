// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertTableTest {
    private static final String RULES = """
            - rule: Shadow read
              desc: x
              condition: evt.type = openat and fd.name = /etc/shadow
              output: "%proc.name reads %fd.name"
              priority: WARNING
              tags: [b, a]
            - rule: Anything opened
              desc: x
              condition: evt.type = openat
              output: "%fd.name"
              priority: DEBUG
            """;

    private final Workload workload =
            new Workload().start("/bin/sh").open("/etc/shadow", 0, 3).open("/x", 0, 4);

    private static AlertTable table(MatchMode mode) {
        RuleSet rules = RuleSet.of(Installed.rules(List.of(RuleFile.of("rules.yaml", RULES))));
        return new AlertTable(rules, EngineOptions.of(mode, rules));
    }

    private List<Row> alerts(MatchMode mode) throws Exception {
        return workload.rows(Installed.tables().with(table(mode)), ScanRequest.of("alerts"));
    }

    @Test
    void aMatchIsARow() throws Exception {
        assertThat(cells(
                        alerts(MatchMode.ALL),
                        "evt",
                        "priority",
                        "rule",
                        "output",
                        "pid",
                        "name",
                        "container",
                        "tags",
                        "uncertain"))
                .containsExactly(
                        "3 Warning Shadow read sh reads /etc/shadow 1 sh c1 a b false",
                        "3 Debug Anything opened /etc/shadow 1 sh c1  false",
                        "4 Debug Anything opened /x 1 sh c1  false");
        assertThat(cells(alerts(MatchMode.FIRST), "evt", "rule")).containsExactly("3 Shadow read", "4 Anything opened");
    }

    @Test
    void afterALossTheyAreUncertain() throws Exception {
        workload.lose(1).open("/y", 0, 5);
        assertThat(cells(alerts(MatchMode.ALL), "evt", "uncertain")).endsWith("5 true");
    }

    @Test
    void withoutRulesTheTableExplainsTheirAbsence() {
        assertThatThrownBy(() -> workload.rows("alerts"))
                .isInstanceOf(RequestException.class)
                .hasMessage("table 'alerts' shows what rules match, and no rules are loaded");
    }

    @Test
    void rulesAreLoadedWhenTheTableIsRead() throws Exception {
        int[] loaded = new int[1];
        AlertTable table = AlertTable.loading(
                () -> {
                    loaded[0]++;
                    return RuleSet.of(Installed.rules(List.of(RuleFile.of("rules.yaml", RULES))));
                },
                "from elsewhere");
        table.scan(ScanRequest.of("alerts").where("priority = Warning"));
        assertThat(loaded[0]).isZero();
        assertThat(workload.rows(Installed.tables().with(table), ScanRequest.of("alerts")))
                .hasSize(2);
        assertThat(loaded[0]).isEqualTo(1);
        assertThat(table.note()).isEqualTo("from elsewhere");
    }
}
