// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.RuleDescription;
import dev.gvtrace.replay.rule.RuleSelection;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Every trap of the rule language (reference 8.1), from rule files and a Sentry's messages to the alerts. */
class TrapsTest {
    private static final int TRAPS = 70;

    /** One entry of the resource. */
    private record Trap(Map<String, Object> keys) {
        int number() {
            return (Integer) Objects.requireNonNull(keys.get("trap"));
        }

        String text(String key, String otherwise) {
            return keys.getOrDefault(key, otherwise).toString();
        }

        List<String> list(String key) {
            return keys.get(key) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }

        Map<?, ?> map(String key) {
            return keys.get(key) instanceof Map<?, ?> map ? map : Map.of();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Trap> traps() throws IOException {
        try (InputStream in = Objects.requireNonNull(TrapsTest.class.getResourceAsStream("traps.yaml"))) {
            List<Trap> traps = new ArrayList<>();
            for (Object entry : new YAMLMapper().readValue(in, List.class)) {
                traps.add(new Trap((Map<String, Object>) entry));
            }
            return traps;
        }
    }

    @Test
    void allAreThere() throws IOException {
        assertThat(traps().stream().map(Trap::number).distinct())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, TRAPS).boxed().toList());
    }

    @TestFactory
    Stream<DynamicTest> hasTheVerdictOfTheReference() throws IOException {
        return traps().stream()
                .map(trap -> DynamicTest.dynamicTest(trap.number() + ": " + trap.text("what", ""), () -> check(trap)));
    }

    private static void check(Trap trap) {
        String facts = trap.text("facts", "E");
        for (String condition : trap.list("holds")) {
            assertThat(alerts(rule(condition, "o"), trap, facts)).as(condition).hasSize(1);
        }
        for (String condition : trap.list("fails")) {
            assertThat(alerts(rule(condition, "o"), trap, facts)).as(condition).isEmpty();
        }
        for (String condition : trap.list("refused")) {
            assertThat(load(List.of(rule(condition, "o"))).successful())
                    .as(condition)
                    .isFalse();
        }
        if (!trap.list("files").isEmpty()) {
            files(trap, facts);
        }
        outputs(trap, facts);
    }

    private static void files(Trap trap, String facts) {
        LoadedRules loaded = load(trap.list("files"));
        List<Boolean> verdicts =
                loaded.results().stream().map(LoadResult::successful).toList();
        List<?> expected = trap.keys().containsKey("verdicts")
                ? (List<?>) trap.keys().get("verdicts")
                : Collections.nCopies(verdicts.size(), true);
        assertThat(verdicts).as("%s", loaded.results()).isEqualTo(expected);
        if (trap.keys().containsKey("message")) {
            assertThat(messages(loaded)).anyMatch(message -> message.contains(trap.text("message", "")));
        }
        trap.map("compiled")
                .forEach((name, condition) -> assertThat(
                                RuleDescription.of(rule(loaded, name)).condition())
                        .isEqualTo(condition));
        trap.map("sees")
                .forEach((name, types) -> assertThat(
                                RuleDescription.of(rule(loaded, name)).eventTypes())
                        .isEqualTo(types));
        trap.list("off")
                .forEach(name -> assertThat(rule(loaded, name).enabled()).isFalse());
        trap.list("absent")
                .forEach(name ->
                        assertThat(loaded.rules()).noneMatch(rule -> rule.name().equals(name)));
        for (String index : trap.list("invalid")) {
            assertThat(loaded.results().get(Integer.parseInt(index)).schema())
                    .isNotNull()
                    .satisfies(schema -> assertThat(schema.valid()).isFalse());
        }
        if (trap.keys().containsKey("order")) {
            List<Alert> alerts = alerts(loaded, trap, facts);
            assertThat(alerts.stream().map(Alert::rule)).isEqualTo(trap.list("order"));
            alerts.forEach(alert -> lines(alert, trap));
        }
    }

    private static void outputs(Trap trap, String facts) {
        trap.map("outputs").forEach((format, printed) -> {
            Alert alert = alerts(rule("proc.name exists", format.toString()), trap, facts)
                    .get(0);
            assertThat(alert.output().decoded()).isEqualTo(printed);
            lines(alert, trap);
        });
        for (String format : trap.list("unprintable")) {
            assertThat(load(List.of(rule("proc.name exists", format))).successful())
                    .as(format)
                    .isFalse();
        }
    }

    private static void lines(Alert alert, Trap trap) {
        String json = new String(AlertFormatter.json().format(alert), StandardCharsets.UTF_8);
        String line = new String(AlertFormatter.text().format(alert), StandardCharsets.UTF_8);
        trap.list("json").forEach(part -> assertThat(json).contains(part));
        trap.list("line").forEach(part -> assertThat(line).contains(part));
    }

    private static List<String> messages(LoadedRules loaded) {
        return loaded.results().stream()
                .flatMap(result -> Stream.concat(result.errors().stream(), result.warnings().stream()))
                .map(Issue::message)
                .toList();
    }

    private static Rule rule(LoadedRules loaded, Object name) {
        return loaded.rules().stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String rule(String condition, String output) {
        return "- rule: R\n  desc: d\n  condition: '" + condition.replace("'", "''") + "'\n  output: '"
                + output.replace("'", "''") + "'\n  priority: INFO\n";
    }

    private static LoadedRules load(List<String> texts) {
        List<RuleFile> files = new ArrayList<>();
        for (String text : texts) {
            files.add(RuleFile.of(files.size() + ".yaml", text));
        }
        return Installed.rules(files);
    }

    private static List<Alert> alerts(String rule, Trap trap, String facts) {
        LoadedRules loaded = load(List.of(rule));
        assertThat(loaded.successful()).as("%s", messages(loaded)).isTrue();
        return alerts(loaded, trap, facts);
    }

    /** The alerts for the last event. */
    private static List<Alert> alerts(LoadedRules loaded, Trap trap, String facts) {
        Priority threshold = Objects.requireNonNull(Priority.of(trap.text("priority", "DEBUG")));
        MatchMode mode = trap.text("match", "all").equals("first") ? MatchMode.FIRST : MatchMode.ALL;
        List<Alert> last = new ArrayList<>();
        RuleSet rules = RuleSet.of(loaded, RuleSelection.NONE, threshold, false);
        RuleEngine engine = new RuleEngine(rules, EngineOptions.of(mode, rules), last::add);
        Facts.of(facts).replay(event -> {
            last.clear();
            engine.onEvent(event);
        });
        return last;
    }
}
