// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.filter.ast.ConstantList;
import dev.gvtrace.replay.filter.ast.ConstantSet;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists that conditions refer to. */
class ConstantSetTest {
    private static String address(int i) {
        return "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
    }

    private static String rule(int number, String list) {
        return "- rule: r" + number + "\n  desc: d\n  condition: evt.type = connect and fd.sip in (" + list
                + ") and fd.sport = " + number + "\n  output: o\n  priority: INFO\n";
    }

    private static Set<ConstantSet> sets(LoadedRules loaded) {
        Set<ConstantSet> sets = Collections.newSetFromMap(new IdentityHashMap<>());
        loaded.rules()
                .forEach(rule -> rule.condition().forEach(node -> {
                    ConstantList list = node instanceof Expr.Check check ? ConstantList.of(check.right()) : null;
                    if (list != null) {
                        sets.addAll(list.sets());
                    }
                }));
        return sets;
    }

    @Test
    void rulesShareTheConstantsOfOneList() {
        shareTheConstants(2_000);
    }

    @Test
    @Tag("faults")
    void rulesShareTheConstantsOfAListThatIsLargeForEach() {
        shareTheConstants(200_000);
    }

    private static void shareTheConstants(int count) {
        StringBuilder lists = new StringBuilder("- list: inner\n  items:\n");
        for (int i = 0; i < count; i++) {
            lists.append("    - ").append(address(i)).append('\n');
        }
        lists.append("- list: outer\n  items: [inner, 192.0.2.1]\n");
        StringBuilder text = new StringBuilder(lists);
        for (int i = 1; i <= 20; i++) {
            text.append(rule(i, "outer"));
        }
        LoadedRules loaded = Installed.rules(
                List.of(RuleFile.of("1.yaml", text.toString()), RuleFile.of("2.yaml", rule(99, "outer"))));

        assertThat(loaded.rules()).hasSize(21);
        assertThat(sets(loaded))
                .singleElement()
                .satisfies(set -> assertThat(set.texts()).hasSize(count + 1));
        FilterCompiler<EventContext> compiler = new FilterCompiler<>(Installed.binding());
        Set<Node> membership = new HashSet<>();
        loaded.rules()
                .forEach(rule -> compiler.compile(rule.condition()).root().parts().stream()
                        .filter(part -> part.leaf() != null && part.leaf().predicate() instanceof CompiledTest.Address)
                        .forEach(membership::add));
        assertThat(membership).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fd.sip in (...)|10.0.3.7|T",
                "fd.sip in (...)|10.0.9.9|F",
                "fd.sip in (..., 192.0.2.1)|192.0.2.1|T",
                "fd.sip in (192.0.2.1, ...)|10.0.0.0|T",
                "fd.sip in (192.0.2.1, ...)|192.0.2.2|F",
                "fd.sip = anyof (...)|10.0.3.7|T",
                "fd.sip = oneof (...)|10.0.3.7|T",
                "fd.sip != allof (...)|10.0.3.7|F",
                "fd.sip.name in (...)|10.0.3.7|F",
                "fd.ip intersects (...)|10.0.3.7|T",
                "fd.ip intersects (...)|10.0.9.9|F",
                "fd.ip in (...)|10.0.3.7|F",
                "proc.name in (...)|10.0.3.7|T",
                "proc.name in (..., x)|x|T",
                "proc.name pmatch (...)|10.0.3.7/a|T",
                "proc.name pmatch (...)|10.0.9.9/a|F",
                "proc.name startswith anyof (...)|10.0.3.7/a|T",
                "proc.name regex anyof (...)|10a0a3a7|T"
            })
    void hasTheVerdictsOfWrittenValues(String condition, String value, String verdict) throws FilterException {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 1024; i++) {
            words.add(address(i));
        }
        Map<String, Object> values = new HashMap<>();
        byte[] bytes = Network.parseIpv4(value);
        values.put("proc.name", value);
        values.put("fd.sip", bytes);
        values.put("fd.ip", bytes == null ? List.of() : List.of(bytes));
        FilterCompiler<EventContext> compiler =
                new FilterCompiler<>(new StubBinding(field -> TruthTableTest.stub(field, values)));

        int index = condition.indexOf("...");
        Expr referring = Objects.requireNonNull(
                FilterParser.parse(condition, Map.of(index, new FilterParser.Reference(new ConstantSet(words), 3))));
        String written = condition.replace("...", String.join(", ", words));
        assertThat(FilterPrinter.print(referring)).isEqualTo(FilterPrinter.print(FilterParser.parse(written)));
        assertThat(TruthTableTest.verdict(compiler, written, Objects.requireNonNull(EventTypes.byName("connect"))))
                .isEqualTo(verdict);
        assertThat(TruthTableTest.verdict(compiler, referring, Objects.requireNonNull(EventTypes.byName("connect"))))
                .isEqualTo(verdict);
        assertThat(FilterChecker.check(referring, Installed.binding()))
                .hasSameSizeAs(FilterChecker.check(FilterParser.parse(written), Installed.binding()));
    }

    @Test
    void standsOnlyWhereSeveralValuesMay() throws FilterException {
        ConstantSet set = new ConstantSet(List.of("a", "b"));
        assertThat(FilterParser.parse("proc.name = \"x l\"", Map.of(15, new FilterParser.Reference(set, 1))))
                .isNull();
        assertThat(FilterParser.parse("proc.name = l", Map.of(12, new FilterParser.Reference(set, 1))))
                .isNull();
    }
}
