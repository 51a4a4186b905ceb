// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The workload of samples/record/workload.c printed what /proc showed it at quiet moments; the tables that a query
 * makes of the recorded stream have to agree: a reverse shell, an accepted connection, a set-user-ID program, a double
 * fork, threads that share descriptors, an execve by a thread that is not the leader, failing calls, an exec session;
 * the same as the second container of a pod. That of raw.c makes and closes descriptors by calls that have raw points
 * only. Recorded with a Sentry of 2022 and one of 2026.
 */
class WorkloadTruthTest {
    private static final Path TRACES = Repository.top().resolve("samples/traces");
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * The sockets in the workload's source, which /proc does not show: {@code pid fd proto role local remote}. The
     * kernel's choice of a port is {@code *}. A Sentry of 2022 does not report listen, so that a listening socket is a
     * bound one, a server's; nor does it report a connected socket's own end.
     */
    private static final Map<String, List<String>> SOCKETS = Map.of(
            "connection",
            List.of(
                    "1 3 tcp listening 127.0.0.1:7000 null",
                    "1 4 tcp server 127.0.0.1:7000 null",
                    "1 5 tcp none null null",
                    "2 3 tcp client null 127.0.0.1:7000"),
            "reverse-shell",
            List.of(
                    "1 3 tcp listening 127.0.0.1:4444 null",
                    "1 4 tcp server 127.0.0.1:4444 null",
                    "3 0 tcp client 127.0.0.1:* 127.0.0.1:4444",
                    "3 1 tcp client 127.0.0.1:* 127.0.0.1:4444",
                    "3 2 tcp client 127.0.0.1:* 127.0.0.1:4444"),
            "descriptors",
            List.of("1 5 unix none null null", "1 6 unix none null null", "1 11 unix listening /tmp/door null"));

    private record Process(long pid, long ppid, String name, long uid, long threads, Map<Long, String> fds) {}

    @TestFactory
    Stream<DynamicTest> tablesAgreeWithWhatTheWorkloadSaw() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : List.of("workload-2022", "workload-2026", "pod-2022", "pod-2026", "raw-2022", "raw-2026")) {
            for (String line : Files.readAllLines(TRACES.resolve(name + ".truth.jsonl"))) {
                Map<String, Object> moment = object(line);
                tests.add(DynamicTest.dynamicTest(name + " " + moment.get("moment"), () -> compare(name, moment)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(50);
        return tests.stream();
    }

    private static void compare(String name, Map<String, Object> moment) throws IOException {
        Path trace = TRACES.resolve(name + ".gvt");
        // The pod's first process has the id 1, and the workload's ids are one less in its own PID namespace.
        long shift = name.startsWith("pod") ? 1 : 0;
        String at = " --at " + time(moment);
        Map<Long, Process> wanted = new TreeMap<>();
        for (Object each : (List<?>) moment.get("processes")) {
            Process process = wanted((Map<?, ?>) each, shift);
            wanted.put(process.pid(), process);
        }
        List<Map<String, Object>> ps = rows(trace, "ps" + at);
        if (shift == 1) {
            assertThat(ps.get(0)).containsEntry("pid", 1L).containsEntry("name", "sleep");
            Object pause = ps.remove(0).get("container");
            assertThat(ps).extracting(row -> row.get("container")).doesNotContain(pause);
        }
        assertThat(ps)
                .extracting(row -> row.get("container"))
                .doesNotContainNull()
                .containsOnly(ps.get(0).get("container"));
        assertThat(shown(ps)).as("processes" + at).isEqualTo(shown(wanted.values()));

        List<Map<String, Object>> tree = rows(trace, "pstree" + at);
        tree.removeIf(row -> shift == 1 && row.get("pid").equals(1L));
        List<Process> branches = new ArrayList<>();
        addBelow(0, wanted, branches);
        assertThat(shown(tree)).as("tree" + at).isEqualTo(shown(branches));

        Map<Long, Map<Long, String>> fds = new TreeMap<>();
        wanted.keySet().forEach(pid -> fds.put(pid, new TreeMap<>()));
        for (Map<String, Object> row : rows(trace, "lsof" + at)) {
            Map<Long, String> table = fds.get((long) row.get("pid"));
            if (table != null) {
                table.put((long) row.get("fd"), shown(type(row)));
            }
        }
        Map<Long, Map<Long, String>> wantedFds = new TreeMap<>();
        wanted.forEach((pid, process) -> wantedFds.put(pid, process.fds()));
        if (!name.startsWith("raw")) {
            // memfd_create has no schematized point, and these sessions have no raw ones
            wantedFds.values().forEach(table -> table.values().remove("memfd"));
        }
        // what a container or an exec session begins with is not in the stream: 0, 1 and 2 may be unknown
        wantedFds.values().forEach(WorkloadTruthTest::dropInherited);
        fds.values().forEach(WorkloadTruthTest::dropInherited);
        assertThat(fds).as("descriptors" + at).isEqualTo(wantedFds);

        List<String> sockets = SOCKETS.getOrDefault((String) moment.get("moment"), List.of());
        boolean old = name.endsWith("2022");
        assertThat(rows(trace, "sockstat" + at))
                .as("sockets" + at)
                .extracting(row -> socket(row, shift))
                .isEqualTo(
                        sockets.stream().map(row -> old ? asIn2022(row) : row).toList());
    }

    private static String time(Map<String, Object> moment) {
        long ns = ((Number) moment.get("at")).longValue();
        return Instant.ofEpochSecond(ns / 1_000_000_000L, ns % 1_000_000_000L).toString();
    }

    private static Process wanted(Map<?, ?> said, long shift) {
        Map<Long, String> fds = new TreeMap<>();
        ((Map<?, ?>) said.get("fds"))
                .forEach((fd, target) -> fds.put(Long.valueOf((String) fd), shown((String) target)));
        long parent = (long) said.get("ppid");
        return new Process(
                (long) said.get("pid") + shift,
                parent == 0 ? 0 : parent + shift,
                (String) said.get("name"),
                (long) said.get("uid"),
                (long) said.get("threads"),
                fds);
    }

    /** The processes below a parent, each before its children. */
    private static void addBelow(long parent, Map<Long, Process> all, List<Process> out) {
        for (Process process : all.values()) {
            if (process.ppid() == parent) {
                out.add(process);
                addBelow(process.pid(), all, out);
            }
        }
    }

    private static List<String> shown(Collection<Process> processes) {
        return processes.stream()
                .map(p -> p.pid() + " of " + p.ppid() + " " + p.name() + " uid " + p.uid() + " threads " + p.threads())
                .toList();
    }

    private static List<String> shown(List<Map<String, Object>> rows) {
        return rows.stream()
                .map(row -> row.get("pid") + " of " + (row.get("ppid") == null ? 0 : row.get("ppid")) + " "
                        + row.get("name") + " uid " + row.get("uid") + " threads " + row.get("threads"))
                .toList();
    }

    private static String socket(Map<String, Object> row, long shift) {
        String local = String.valueOf(row.get("local"));
        return ((long) row.get("pid") - shift) + " " + row.get("fd") + " " + row.get("proto") + " " + row.get("role")
                + " "
                + (row.get("role").equals("client") ? local.replaceFirst(":[1-9][0-9]*$", ":*") : local) + " "
                + row.get("remote");
    }

    private static String asIn2022(String row) {
        return row.replace("listening", "server").replace("127.0.0.1:*", "null");
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
            case "eventpoll", "pidfd" -> "anon_inode:[" + type + "]";
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
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
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
            default -> parser.getString();
        };
    }
}
