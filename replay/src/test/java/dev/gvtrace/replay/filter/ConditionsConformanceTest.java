// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.SharedData;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Conditions of the conformance data: whether they load, why not, and that they print unchanged. */
class ConditionsConformanceTest {
    @ParameterizedTest
    @ValueSource(strings = {"peers/parser/validity.json", "language/validity.json"})
    void agreesWithPeersOnWhatLoadsAndWhy(String file) throws IOException {
        PeerConditions peers = PeerConditions.read(Traces.conformance(file));
        List<String> wrong = new ArrayList<>();
        for (String condition : peers.accepted()) {
            List<String> errors = errors(condition);
            if (!errors.isEmpty() && !errors.get(0).matches("Undefined macro '\\w+' used in filter.")) {
                wrong.add(condition + " must load: " + errors);
            }
        }
        for (PeerConditions.Refused refused : peers.refused()) {
            List<String> errors = errors(refused.condition());
            if (errors.isEmpty() || !agree(errors.get(0), refused.why())) {
                wrong.add(refused.condition() + ": " + errors + " instead of " + refused.why());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The data cut long reasons, and one of its versions of Falco knew fewer transformers. */
    private static boolean agree(String error, String why) {
        return error.equals(why)
                || (why.length() >= 200 && error.startsWith(why))
                || (why.endsWith("'len'") && error.startsWith(why));
    }

    private static List<String> errors(String condition) {
        try {
            return FilterChecker.check(FilterParser.parse(condition), Installed.binding()).stream()
                    .filter(FilterIssue::error)
                    .map(FilterIssue::message)
                    .toList();
        } catch (FilterException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void agreesWithTheSyntaxErrorsOfPeers() throws IOException {
        PeerConditions peers = PeerConditions.read(Traces.conformance("peers/parser/validity.json"));
        assertThat(peers.accepted().size() + peers.refused().size()).isEqualTo(1378);
        List<String> wrong = new ArrayList<>();
        for (String condition : peers.accepted()) {
            if (!syntaxError(condition).isEmpty()) {
                wrong.add(condition + ": " + syntaxError(condition));
            }
        }
        for (PeerConditions.Refused refused : peers.refused()) {
            String expected =
                    refused.why().matches("(?s)(un)?expected .*|.* escape .*|exceeded .*") ? refused.why() : "";
            String actual = syntaxError(refused.condition());
            // The data cut long reasons.
            if (expected.length() < 200 ? !actual.equals(expected) : !actual.startsWith(expected)) {
                wrong.add(refused.condition() + ": " + actual + " instead of " + expected);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String syntaxError(String condition) {
        try {
            FilterParser.parse(condition);
            return "";
        } catch (FilterException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void printsAllKnownConditionsSoThatTheyParseToThemselves() throws IOException, FilterException {
        List<String> conditions = new ArrayList<>();
        for (String file : List.of("peers/parser/validity.json", "language/validity.json")) {
            conditions.addAll(PeerConditions.read(Traces.conformance(file)).accepted());
        }
        conditions.addAll(ofRules(SharedData.find("falco-rules")));
        conditions.addAll(ofRules(Traces.conformance("peers/operators")));
        assertThat(conditions).hasSizeGreaterThan(1500);

        for (String condition : conditions) {
            Expr expr = FilterParser.parse(condition);
            String printed = FilterPrinter.print(expr);
            Expr again = FilterParser.parse(printed);
            assertThat(again.withoutPositions()).as(condition).isEqualTo(expr.withoutPositions());
            assertThat(FilterPrinter.print(again)).isEqualTo(printed);
        }
    }

    private static List<String> ofRules(Path folder) throws IOException {
        List<String> conditions = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    for (Object item : new YAMLMapper().readValue(reader, List.class)) {
                        Object condition = ((Map<?, ?>) item).get("condition");
                        if (condition != null && !condition.toString().isBlank()) {
                            conditions.add(condition.toString());
                        }
                    }
                }
            }
        }
        return conditions;
    }
}
