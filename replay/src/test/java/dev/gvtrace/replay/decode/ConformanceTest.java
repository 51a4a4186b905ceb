// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events a trace gives, by time and type, against the reference engine and the newest Sentry. */
class ConformanceTest {
    private static final Pattern TIME = Pattern.compile("\"time\": \"([^\"]+)\"");
    private static final Pattern TYPE = Pattern.compile("\"evt\\.type\": \"([^\"]+)\"");
    private static final Pattern EXACT = Pattern.compile("\"exact\": \\[([^]]*)]");
    private static final Pattern TIMES_OF_ALL =
            Pattern.compile("\"condition\": \"evt\\.type exists\", \"times\": \\[([^]]*)]");
    /** The types that the language conditions look at. */
    private static final Set<String> SAFE = Set.of(
            "execve",
            "openat",
            "open",
            "close",
            "read",
            "pread",
            "write",
            "mmap",
            "munmap",
            "procexit",
            "dup2",
            "chdir");

    @ParameterizedTest
    @ValueSource(strings = {"attack1", "attack4", "shell", "sys", "t-bin"})
    void findsEveryEventThatTheReferenceEngineSaw(String name) throws IOException {
        Map<String, Integer> events = events("traces/" + name);
        List<String> missing = new ArrayList<>();
        for (String line : lines("expected/" + name + ".fields.jsonl.gz")) {
            take(events, nanos(line), find(TYPE, line), missing);
        }
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"churn-bare", "evade-hardened", "shell", "shell-bare", "tour", "tour-bare"})
    void findsEveryEventThatTheSentryStatesAndNoneTooMany(String name) throws IOException {
        Map<String, Integer> events = events("sentry/" + name);
        List<String> lines = lines("sentry/" + name + ".jsonl.gz");
        List<String> missing = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            take(events, nanos(line), find(TYPE, line), missing);
        }
        assertThat(missing).as("missing").isEmpty();
        String exact = find(EXACT, lines.get(0));
        assertThat(events)
                .as("too many")
                .noneSatisfy(
                        (key, count) -> assertThat(exact).contains('"' + key.substring(key.indexOf(' ') + 1) + '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "sys", "t-bin"})
    void givesNoEventTwiceAndNoneThatWasNot(String name) throws IOException {
        Matcher times = TIMES_OF_ALL.matcher(String.join("", lines("language/" + name + ".json.gz")));
        assertThat(times.find()).isTrue();
        List<String> want = new ArrayList<>();
        for (String time : times.group(1).replace("\"", "").split(", ")) {
            want.add(Long.toString(nanosOf(time)));
        }
        List<String> got = new ArrayList<>();
        events("traces/" + name).forEach((key, count) -> {
            int blank = key.indexOf(' ');
            for (int i = 0; i < count && SAFE.contains(key.substring(blank + 1)); i++) {
                got.add(key.substring(0, blank));
            }
        });
        assertThat(got).containsExactlyInAnyOrderElementsOf(want);
    }

    @Test
    void marksWhatTheHardenedSessionShowsAsConcealed() throws IOException {
        Set<String> want = new TreeSet<>();
        for (String line : lines("sentry/evade-hardened.jsonl.gz")) {
            if (line.contains("\"gvisor.concealed\": true")) {
                want.add(nanos(line) + " " + find(TYPE, line));
            }
        }
        Set<String> got = new TreeSet<>();
        replay("sentry/evade-hardened", event -> {
            if (event.concealed()) {
                got.add(event.timeNs() + " " + event.type());
            }
        });
        assertThat(got).isEqualTo(want).isNotEmpty();
    }

    private static void take(Map<String, Integer> events, long time, String types, List<String> missing) {
        for (String type : types.split("\\|")) {
            String key = time + " " + type;
            if (events.containsKey(key)) {
                events.computeIfPresent(key, (k, n) -> n == 1 ? null : n - 1);
                return;
            }
        }
        missing.add(time + " " + types);
    }

    /** How many events there are of each time and type. */
    private static Map<String, Integer> events(String trace) throws IOException {
        Map<String, Integer> events = new HashMap<>();
        replay(trace, event -> {
            // The references have no event for an attempt whose error was not reported.
            if (event.execProof() != Event.ExecProof.FAILED || event.hasResult()) {
                events.merge(event.timeNs() + " " + event.type(), 1, Integer::sum);
            }
        });
        return events;
    }

    private static void replay(String trace, java.util.function.Consumer<Event> sink) throws IOException {
        EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, new EventListener() {
            @Override
            public void lost(long count) {}

            @Override
            public void message(Message message) {}

            @Override
            public void event(Event event) {
                sink.accept(event);
            }
        });
        for (byte[] packet : Traces.packets(Traces.stream(trace))) {
            decoder.packet(packet, 0, packet.length, 0);
        }
        decoder.end();
        assertThat(decoder.malformed()).isZero();
    }

    private static List<String> lines(String file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(Traces.conformance(file)));
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    private static String find(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return matcher.group(1);
    }

    private static long nanos(String line) {
        return nanosOf(find(TIME, line));
    }

    private static long nanosOf(String time) {
        Instant instant = Instant.parse(time);
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
