// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.state.EventContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class ConformanceTest {
    @Test
    void matchesWhatOperatorsOfPeersMatch() throws IOException, FilterException {
        Conditions conditions = Conditions.read(Traces.conformance("peers/operators/cases.yaml"));
        Path folder = Traces.conformance("peers/operators");

        compare(conditions, folder.resolve("trace.trace"), times(folder.resolve("expected.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "sys", "t-bin"})
    void matchesWhatTheReferenceEngineMatched(String trace) throws IOException, FilterException {
        Conditions conditions = Conditions.read(Traces.conformance("language/cases.yaml"));

        compare(
                conditions,
                Traces.stream("traces/" + trace),
                times(Traces.conformance("language/" + trace + ".json.gz")));
    }

    private static void compare(Conditions conditions, Path trace, Map<String, List<String>> expected)
            throws IOException {
        Map<String, List<String>> actual = conditions.times(trace);
        List<String> wrong = new ArrayList<>();
        expected.forEach((name, times) -> {
            List<String> sorted = times.stream().sorted().toList();
            if (!sorted.equals(actual.get(name))) {
                List<String> found = actual.get(name);
                wrong.add(name + " " + FilterPrinter.print(conditions.expr(name)) + ": " + found.size()
                        + " matches, not " + sorted.size());
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** The same verdict whether conditions are linked, or taken apart by an explanation. */
    @ParameterizedTest
    @ValueSource(strings = {"peers/operators/trace", "traces/t-bin", "traces/sys"})
    void explainsWhatItFinds(String trace) throws IOException, FilterException {
        String cases = trace.startsWith("peers") ? "peers/operators/cases.yaml" : "language/cases.yaml";
        Conditions conditions = Conditions.read(Traces.conformance(cases));
        Evaluation<EventContext> evaluation = conditions.evaluation();
        int[] checked = new int[1];
        Conditions.replay(Traces.stream(trace), event -> {
            List<String> matches = conditions.matches(evaluation, event);
            if (event.number() % 7 != 0 && matches.isEmpty()) {
                return;
            }
            for (String name : conditions.seeing(event)) {
                Explanation explanation = Explanation.of(conditions.expr(name), Installed.binding(), event);
                assertThat(explanation.verdict())
                        .as("%s at %d", name, event.number())
                        .isEqualTo(matches.contains(name));
                assertThat(explanation.misses() == 0).isEqualTo(explanation.verdict());
                checked[0]++;
            }
        });
        assertThat(checked[0]).isPositive();
    }

    /** Reads {"NAME": ["TIME", …]} or {"NAME": {"condition": …, "times": ["TIME", …]}}. */
    private static Map<String, List<String>> times(Path file) throws IOException {
        Map<String, List<String>> times = new LinkedHashMap<>();
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            List<String> current = new ArrayList<>();
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.PROPERTY_NAME
                        && json.streamReadContext().getNestingDepth() == 1) {
                    current = new ArrayList<>();
                    times.put(json.currentName(), current);
                } else if (json.currentToken() == JsonToken.VALUE_STRING
                        && json.streamReadContext().inArray()) {
                    current.add(json.getString());
                }
            }
        }
        return times;
    }
}
