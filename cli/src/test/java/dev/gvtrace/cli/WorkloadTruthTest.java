// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The workload of samples/record/workload.c said what /proc showed it at quiet moments; the tables that a query makes of
 * the recorded stream have to agree: a reverse shell, an accepted connection, a set-user-ID program, a double fork, threads
 * that share descriptors, an execve by a thread that is no leader, failing calls, an exec session. Recorded with a Sentry
 * of 2022 and one of 2026.
 */
class WorkloadTruthTest {
    private static final Path TRACES = Repository.top().resolve("samples/traces");
    private static final JsonFactory JSON = new JsonFactory();

    @TestFactory
    Stream<DynamicTest> tablesAgreeWithWhatTheWorkloadSaw() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : List.of("workload-2022", "workload-2026")) {
            for (String line : Files.readAllLines(TRACES.resolve(name + ".truth.jsonl"))) {
                Map<String, Object> moment = object(line);
                tests.add(DynamicTest.dynamicTest(
                        name + " " + moment.get("moment"), () -> compare(TRACES.resolve(name + ".gvt"), moment)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests.stream();
    }

    private static void compare(Path trace, Map<String, Object> moment) throws IOException {
        long ns = ((Number) moment.get("at")).longValue();
        String at =
                Instant.ofEpochSecond(ns / 1_000_000_000L, ns % 1_000_000_000L).toString();
        Map<Long, String> wantedProcesses = new TreeMap<>();
        Map<Long, Map<Long, String>> wantedFds = new TreeMap<>();
        for (Object each : (List<?>) moment.get("processes")) {
            Map<?, ?> process = (Map<?, ?>) each;
            long pid = ((Number) process.get("pid")).longValue();
            wantedProcesses.put(
                    pid,
                    "parent " + process.get("ppid") + " name " + process.get("name") + " uid " + process.get("uid")
                            + " threads " + process.get("threads"));
            Map<Long, String> fds = new TreeMap<>();
            ((Map<?, ?>) process.get("fds"))
                    .forEach((fd, target) -> fds.put(Long.valueOf((String) fd), shown((String) target)));
            wantedFds.put(pid, fds);
        }

        Map<Long, String> processes = new TreeMap<>();
        Map<Long, Map<Long, String>> fds = new TreeMap<>();
        for (Map<String, Object> row : rows(trace, "ps --at " + at)) {
            Object parent = row.get("ppid") == null ? 0 : row.get("ppid");
            long pid = ((Number) row.get("pid")).longValue();
            processes.put(
                    pid,
                    "parent " + parent + " name " + row.get("name") + " uid " + row.get("uid") + " threads "
                            + row.get("threads"));
            fds.put(pid, new TreeMap<>());
        }
        for (Map<String, Object> row : rows(trace, "lsof --at " + at)) {
            fds.get(((Number) row.get("pid")).longValue()).put(((Number) row.get("fd")).longValue(), shown(type(row)));
        }
        assertThat(processes).as("processes at " + at).isEqualTo(wantedProcesses);
        // what a container or an exec session begins with is not in the stream: 0, 1 and 2 may be unknown
        // memfd_create has no schematized point, and the session has no raw ones
        wantedFds.values().forEach(table -> table.values().remove("memfd"));
        wantedFds.values().forEach(WorkloadTruthTest::dropInherited);
        fds.values().forEach(WorkloadTruthTest::dropInherited);
        assertThat(fds).as("descriptors at " + at).isEqualTo(wantedFds);
    }

    private static void dropInherited(Map<Long, String> fds) {
        fds.entrySet().removeIf(e -> e.getKey() < 3 && !e.getValue().equals("socket"));
    }

    private static String type(Map<String, Object> row) {
        String type = String.valueOf(row.get("type"));
        return switch (type) {
            case "ipv4", "ipv6", "unix" -> "socket:";
            case "pipe" -> "pipe:";
            case "event" -> "anon_inode:[eventfd]";
            case "memfd" -> "/memfd:";
            default -> String.valueOf(row.get("name"));
        };
    }

    /** Targets whose number is the Sentry's own business are reduced to their kind. */
    private static String shown(String target) {
        for (String kind : new TreeSet<>(List.of("socket:", "pipe:", "anon_inode:", "/memfd:", "host:"))) {
            if (target.startsWith(kind)) {
                return kind.replace(":", "").replace("/", "");
            }
        }
        return target;
    }

    private static List<Map<String, Object>> rows(Path trace, String command) throws IOException {
        Program.Result result = Program.run("query", trace.toString(), "-e", command, "--format", "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String line : result.out().lines().toList()) {
            rows.add(object(line));
        }
        return rows;
    }

    private static Map<String, Object> object(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            return objectAt(parser);
        }
    }

    private static Map<String, Object> objectAt(JsonParser parser) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            map.put(key, valueAt(parser));
        }
        return map;
    }

    private static Object valueAt(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> objectAt(parser);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(valueAt(parser));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }
}
