// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.decode.DecodeOptions;
import dev.gvtrace.replay.decode.EventDecoder;
import dev.gvtrace.replay.decode.EventListener;
import dev.gvtrace.replay.decode.Traces;
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
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tracked state compared with the newest Sentry's own data and with the reference engine. */
class ConformanceTest {
    /** An accept on a Unix socket; the port that is wanted is that of a listener that had its number before. */
    private static final String MISTAKEN = "2026-11-21T23:45:31.041007746Z";

    @ParameterizedTest
    @ValueSource(strings = {"churn-bare", "evade-hardened", "shell", "shell-bare", "tour", "tour-bare"})
    void tracksWhatTheSentryStates(String name) throws IOException {
        compare("sentry/" + name, "sentry/" + name + ".jsonl.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"attack1", "attack4", "shell", "sys", "t-bin"})
    void tracksWhatTheReferenceEngineSaw(String name) throws IOException {
        compare("traces/" + name, "expected/" + name + ".fields.jsonl.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "tour"})
    void hasTheProcessesAndDescriptorsOfTheMoment(String name) throws IOException {
        Map<String, Object> table = TestJson.read(Files.readString(Traces.conformance("state/" + name + ".json")));
        List<String> wrong = new ArrayList<>();
        for (Object moment : (List<?>) table.get("moments")) {
            compareMoment("sentry/" + name, (Map<?, ?>) moment, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private static void compareMoment(String trace, Map<?, ?> moment, List<String> wrong) throws IOException {
        long until = nanosOf((String) moment.get("at"));
        StateBuilder builder = new StateBuilder(new SandboxState(1));
        // The last message not later than the moment may come after later ones.
        List<byte[]> packets = Traces.packets(Traces.stream(trace));
        int[] last = {0};
        int[] count = {0};
        run(packets, new StateBuilder(new SandboxState(1)), applied -> {}, message -> {
            count[0]++;
            if (message.context().timeNs() <= until) {
                last[0] = count[0];
            }
        });
        run(packets.subList(0, last[0]), builder, applied -> {}, message -> {});
        builder.settle();
        SandboxState state = builder.state();
        TreeSet<String> got = new TreeSet<>();
        for (ProcessInfo p : state.processes()) {
            got.add(List.of(
                            p.pid(),
                            p.parent() == null ? 0 : p.parent().pid(),
                            p.name(),
                            p.anyThread().credentials().euid(),
                            p.container().shortId(),
                            p.threadCount())
                    .toString());
        }
        TreeSet<String> want = new TreeSet<>();
        for (Object row : (List<?>) moment.get("ps")) {
            want.add(row.toString());
        }
        if (!want.equals(got)) {
            wrong.add(moment.get("at") + " ps want " + want + " got " + got);
        }
        for (Object row : (List<?>) moment.get("lsof")) {
            List<?> cells = (List<?>) row;
            ThreadInfo thread =
                    state.process(((Number) cells.get(0)).intValue()).anyThread();
            FdInfo fd = thread.fd(((Number) cells.get(1)).intValue());
            if (fd == null || !fd.name().equals(cells.get(2))) {
                wrong.add(moment.get("at") + " lsof want " + row + " got " + (fd == null ? null : fd.name()));
            }
        }
    }

    private static void compare(String trace, String expectations) throws IOException {
        Map<String, List<Map<String, Object>>> got = new HashMap<>();
        List<Map<String, Object>> wanted = expectations(expectations);
        for (Map<String, Object> want : wanted) {
            keys(want).forEach(key -> got.put(key, new ArrayList<>()));
        }
        run(
                        Traces.packets(Traces.stream(trace)),
                        new StateBuilder(new SandboxState(1)),
                        applied -> got.computeIfPresent(
                                applied.event().timeNs() + " " + applied.event().type(), (key, facts) -> {
                                    facts.add(Facts.of(applied));
                                    return facts;
                                }),
                        message -> {})
                .end();
        List<String> wrong = new ArrayList<>();
        int checked = 0;
        for (Map<String, Object> want : wanted) {
            checked += compare(want, got, wrong);
        }
        assertThat(wrong).as("of %d facts", checked).isEmpty();
        assertThat(checked).isPositive();
    }

    private static List<String> keys(Map<String, Object> want) {
        List<String> keys = new ArrayList<>();
        for (String type : ((String) want.get("evt.type")).split("\\|")) {
            keys.add(nanosOf((String) want.get("time")) + " " + type);
        }
        return keys;
    }

    private static int compare(
            Map<String, Object> want, Map<String, List<Map<String, Object>>> got, List<String> wrong) {
        List<String> fewest = null;
        List<Map<String, Object>> home = List.of();
        Map<String, Object> best = Map.of();
        for (String key : keys(want)) {
            for (Map<String, Object> candidate : got.get(key)) {
                List<String> different = different(want, candidate);
                if (fewest == null || different.size() < fewest.size()) {
                    fewest = different;
                    best = candidate;
                    home = got.get(key);
                }
            }
        }
        if (fewest == null) {
            wrong.add("no event " + want);
            return 0;
        }
        wrong.addAll(fewest);
        Map<String, Object> used = best;
        home.removeIf(facts -> facts == used);
        want.keySet().retainAll(best.keySet());
        return want.size();
    }

    private static List<String> different(Map<String, Object> want, Map<String, Object> got) {
        List<String> different = new ArrayList<>();
        want.forEach((name, value) -> {
            if (got.containsKey(name) && !same(value, got.get(name))) {
                different.add(want.get("time") + " " + want.get("evt.type") + " " + name + " want <" + value + "> got <"
                        + got.get(name) + ">");
            }
        });
        return different;
    }

    private static boolean same(Object want, Object got) {
        boolean none = want == null || want.equals("");
        return none
                ? got == null || got.equals("")
                : got != null && want.toString().equals(got.toString());
    }

    static EventDecoder run(
            List<byte[]> packets, StateBuilder builder, Consumer<EventContext> events, Consumer<Message> messages) {
        EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, new EventListener() {
            @Override
            public void lost(long count) {
                builder.lost(count);
            }

            @Override
            public void message(Message message) {
                builder.observe(message);
                messages.accept(message);
            }

            @Override
            public void event(Event event) {
                events.accept(builder.apply(event));
            }
        });
        for (byte[] packet : packets) {
            decoder.packet(packet, 0, packet.length, 0);
        }
        return decoder;
    }

    private static List<Map<String, Object>> expectations(String file) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Traces.conformance(file))), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Map<String, Object> want = TestJson.read(line);
                if (want.containsKey("time") && !MISTAKEN.equals(want.get("time"))) {
                    all.add(want);
                }
            }
        }
        return all;
    }

    private static long nanosOf(String time) {
        Instant instant = Instant.parse(time);
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
