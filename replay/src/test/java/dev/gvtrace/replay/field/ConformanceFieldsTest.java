// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.ByteText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Every value that the conformance data name, compared as their check.py does; skipped where the data are missing. */
class ConformanceFieldsTest {
    private static final String TIME = "time";
    private static final String TYPE = "evt.type";
    /**
     * This accept is on a Unix socket; the port that the data name is that of a listener which had its number before.
     */
    private static final String MISTAKEN = "2026-11-21T23:45:31.041007746Z";

    @ParameterizedTest
    @ValueSource(strings = {"attack1", "attack4", "shell", "sys", "t-bin"})
    void givesTheValuesThatTheReferenceEngineGave(String name) throws Exception {
        Path trace = Traces.stream("traces/" + name);
        List<Map<String, @Nullable String>> wanted = lines(Traces.conformance("expected/" + name + ".fields.jsonl.gz"));
        assertThat(differences(trace, wanted, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"churn-bare", "evade-hardened", "shell", "shell-bare", "tour", "tour-bare"})
    void givesTheValuesThatTheSentryStates(String name) throws Exception {
        Path trace = Traces.stream("sentry/" + name);
        List<Map<String, @Nullable String>> wanted = lines(Traces.conformance("sentry/" + name + ".jsonl.gz"));
        assertThat(differences(trace, wanted.subList(1, wanted.size()), true)).isEmpty();
    }

    /** What differs: how often for each field, with an example. An empty text counts as missing if {@code loose}. */
    private static Map<String, String> differences(
            Path trace, List<Map<String, @Nullable String>> wanted, boolean loose) throws Exception {
        TreeSet<String> names = new TreeSet<>();
        wanted.forEach(row -> names.addAll(row.keySet()));
        names.remove(TIME);
        List<Field<EventContext>> fields = new ArrayList<>();
        for (String name : names) {
            fields.add(ValueText.field(name));
        }
        Map<String, List<Map<String, @Nullable String>>> events = events(trace, fields);
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, String> examples = new HashMap<>();
        for (Map<String, @Nullable String> row : wanted) {
            List<Map<String, @Nullable String>> candidates = new ArrayList<>();
            for (String type : Objects.requireNonNull(row.get(TYPE)).split("\\|")) {
                candidates.addAll(events.getOrDefault(row.get(TIME) + ' ' + type, List.of()));
            }
            Map<String, @Nullable String> best = best(candidates, row, loose);
            if (best == null) {
                counts.merge("(no event)", 1, Integer::sum);
                examples.putIfAbsent("(no event)", row.toString());
                continue;
            }
            events.get(row.get(TIME) + ' ' + best.get(TYPE)).remove(best);
            if (MISTAKEN.equals(row.get(TIME))) {
                row.remove("fd.sport");
            }
            row.forEach((key, value) -> {
                if (!key.equals(TIME) && !key.equals(TYPE) && !same(best.get(key), value, loose)) {
                    counts.merge(key, 1, Integer::sum);
                    examples.putIfAbsent(key, best.get(key) + " for " + row + " got " + best);
                }
            });
        }
        Map<String, String> report = new LinkedHashMap<>();
        counts.forEach((key, count) -> report.put(key, count + " times, such as " + examples.get(key)));
        return report;
    }

    private static @Nullable Map<String, @Nullable String> best(
            List<Map<String, @Nullable String>> candidates, Map<String, @Nullable String> row, boolean loose) {
        Map<String, @Nullable String> best = null;
        long most = -1;
        for (Map<String, @Nullable String> candidate : candidates) {
            long equal = row.keySet().stream()
                    .filter(key -> same(candidate.get(key), row.get(key), loose))
                    .count();
            if (equal > most) {
                most = equal;
                best = candidate;
            }
        }
        return best;
    }

    private static boolean same(@Nullable String found, @Nullable String wanted, boolean loose) {
        if (Objects.equals(found, wanted)) {
            return true;
        }
        return loose && (found == null || found.isEmpty()) && (wanted == null || wanted.isEmpty());
    }

    private static Map<String, List<Map<String, @Nullable String>>> events(Path trace, List<Field<EventContext>> fields)
            throws IOException {
        Map<String, List<Map<String, @Nullable String>>> all = new HashMap<>();
        FakeSentry.replay(Traces.packets(trace), event -> {
            Map<String, @Nullable String> row = new HashMap<>();
            for (Field<EventContext> field : fields) {
                String value = ValueText.of(field, event);
                row.put(field.text(), value == null ? null : ByteText.toUnicode(value));
            }
            String time = TimeText.iso8601(event.event().timeNs()).replace("+0000", "Z");
            all.computeIfAbsent(time + ' ' + event.event().type().name(), key -> new ArrayList<>())
                    .add(row);
        });
        return all;
    }

    private static List<Map<String, @Nullable String>> lines(Path file) throws IOException {
        List<Map<String, @Nullable String>> all = new ArrayList<>();
        JsonFactory json = new JsonFactory();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                all.add(row(json, line));
            }
        }
        return all;
    }

    private static Map<String, @Nullable String> row(JsonFactory json, String line) throws IOException {
        Map<String, @Nullable String> row = new LinkedHashMap<>();
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                row.put(name, value == JsonToken.VALUE_NULL ? null : parser.getString());
                parser.skipChildren();
            }
        }
        return row;
    }
}
