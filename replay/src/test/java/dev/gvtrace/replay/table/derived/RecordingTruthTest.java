// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.state.TestJson;
import dev.gvtrace.replay.table.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares derived tables with /proc in the sandbox and with what the newest Sentry states. */
class RecordingTruthTest {
    private static String text(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Workload recording(String name) throws IOException {
        return Workload.of(Traces.packets(Traces.stream(name)));
    }

    /** True if the object of a row existed at that time. */
    private static boolean isAlive(Row row, long ns) {
        long start = row.longAt(row.schema().indexOf("start"));
        int end = row.schema().indexOf("end");
        return start <= ns && (row.isNull(end) || row.longAt(end) > ns);
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Map<?, ?> object(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dupbash-falco",
                "ft-falco",
                "fx-falco",
                "make-falco",
                "memx-falco",
                "pipes-falco",
                "pt-full",
                "py-falco",
                "py22-falco",
                "redir-dash",
                "redis-falco",
                "scm22-falco",
                "sup-falco"
            })
    void processesAndSocketsAreThoseOfProc(String name) throws Exception {
        Map<String, Object> truth =
                TestJson.read("{\"moments\":" + text(Traces.conformance("real/" + name + ".json.gz")) + "}");
        Workload recording = recording("real/" + name);
        List<Row> processes = recording.rows("processes");
        List<Row> sockets = recording.rows("connections");
        Set<String> silent = new HashSet<>(cells(recording.rows("weird"), "kind", "pid"));
        List<String> wrong = new ArrayList<>();
        for (Object each : list(truth.get("moments"))) {
            Map<?, ?> moment = object(each);
            String at = name + " " + moment.get("name") + ": ";
            long ns = (Long) moment.get("t0");
            compare(at, processesOf(moment), alive(processes, ns), unclear(moment, silent), wrong);
            long open = sockets.stream().filter(row -> isAlive(row, ns)).count();
            int expected = socketsOf(moment).size();
            if (open != expected) {
                wrong.add(at + "sockets want " + expected + " got " + open);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Set<String> alive(List<Row> processes, long ns) {
        Set<String> pids = new TreeSet<>();
        processes.stream().filter(row -> isAlive(row, ns)).forEach(row -> pids.add(cells(row, "pid")));
        return pids;
    }

    private static Set<String> processesOf(Map<?, ?> moment) {
        Set<String> pids = new TreeSet<>();
        list(moment.get("procs"))
                .forEach(process -> pids.add(object(process).get("pid").toString()));
        return pids;
    }

    /** Zombies, intentionally excluded processes, and processes without messages. */
    private static Set<String> unclear(Map<?, ?> moment, Set<String> silent) {
        Set<String> pids = new HashSet<>();
        pids.add(moment.get("me").toString());
        list(moment.get("skip")).forEach(pid -> pids.add(pid.toString()));
        for (Object process : list(moment.get("procs"))) {
            if (String.valueOf(object(process).get("state")).startsWith("Z")) {
                pids.add(object(process).get("pid").toString());
            }
        }
        silent.stream()
                .filter(line -> line.startsWith("silent "))
                .forEach(line -> pids.add(line.substring("silent ".length())));
        return pids;
    }

    private static void compare(String at, Set<String> want, Set<String> got, Set<String> unclear, List<String> wrong) {
        want.removeAll(unclear);
        got.removeAll(unclear);
        if (!want.equals(got)) {
            wrong.add(at + "processes want " + want + " got " + got);
        }
    }

    private static Set<String> socketsOf(Map<?, ?> moment) {
        Set<String> sockets = new HashSet<>();
        for (Object process : list(moment.get("procs"))) {
            for (Object target : object(object(process).get("fds")).values()) {
                if (target != null && target.toString().startsWith("socket:")) {
                    sockets.add(target.toString());
                }
            }
        }
        return sockets;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes-2022", "bytes-2026"})
    void bytesAreThoseThatTheWorkloadCountedItself(String name) throws Exception {
        Map<String, Object> truth = TestJson.read(resource(name + ".json"));
        Path trace = Path.of("src/test/resources/dev/gvtrace/replay/table/derived/" + name + ".gvt");
        Workload recording = Workload.of(Traces.packets(trace));
        Map<String, String> files = new HashMap<>();
        for (Row row : recording.rows("files")) {
            files.put(cells(row, "path"), cells(row, "opens", "failed", "bytes_read", "bytes_written"));
        }
        object(truth.get("files")).forEach((path, counted) -> {
            Map<?, ?> counts = object(counted);
            assertThat(files.get(path.toString()))
                    .as(path.toString())
                    .isEqualTo(counts.get("opens") + " " + counts.get("failed") + " " + counts.get("r") + " "
                            + counts.get("w"));
        });
        List<String> connections = cells(recording.rows("connections"), "outcome", "bytes_in", "bytes_out");
        for (Object each : list(truth.get("conns"))) {
            List<?> counted = list(each);
            assertThat(connections).contains(counted.get(0) + " " + counted.get(2) + " " + counted.get(3));
        }
        assertThat(cells(recording.rows("connections"), "role", "outcome")).contains("listener listening");
        assertThat(cells(recording.rows("executions"), "exepath", "failed", "origin"))
                .contains("/tmp/w/prog false written", "/tmp/w/nope true unknown");
    }

    private static String resource(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/dev/gvtrace/replay/table/derived/" + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tour", "shell"})
    void programsAreThoseThatTheSentryStates(String name) throws Exception {
        List<Row> rows = recording("sentry/" + name).rows("executions");
        Map<Instant, Row> byTime = new HashMap<>();
        rows.forEach(row ->
                byTime.put(Instant.EPOCH.plusNanos(row.longAt(row.schema().indexOf("time"))), row));
        int compared = 0;
        for (Map<String, Object> truth : expectations("sentry/" + name + ".jsonl.gz")) {
            Object digest = truth.get("gvisor.exe.sha256");
            if (String.valueOf(truth.get("evt.type")).startsWith("execve") && digest != null) {
                Row row = byTime.get(Instant.parse(truth.get("time").toString()));
                assertThat(row).as(truth.toString()).isNotNull();
                assertThat(cells(row, "pid", "exepath", "name", "sha256", "failed", "uid", "origin"))
                        .isEqualTo(String.join(
                                " ",
                                truth.get("proc.vpid").toString(),
                                truth.get("proc.exepath").toString(),
                                truth.get("proc.name").toString(),
                                digest.toString(),
                                "false",
                                truth.get("user.uid").toString(),
                                origin(truth)));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(15);
    }

    /** What the Sentry states, else what the workload did: it copied programs to /tmp only. */
    private static String origin(Map<String, Object> truth) {
        if (is(truth, "proc.is_exe_from_memfd")) {
            return "memfd";
        }
        if (is(truth, "proc.is_exe_lower_layer")) {
            return "image";
        }
        boolean copied = truth.get("proc.exepath").toString().startsWith("/tmp/");
        return is(truth, "proc.is_exe_upper_layer") || copied ? "written" : "unknown";
    }

    private static boolean is(Map<String, Object> truth, String key) {
        return Boolean.TRUE.equals(truth.get(key));
    }

    private static List<Map<String, Object>> expectations(String file) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Traces.conformance(file))), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    all.add(TestJson.read(line));
                }
            }
        }
        return all;
    }
}
