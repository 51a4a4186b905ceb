// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The commands of the shell, alone after {@code -e} and line by line. */
class QueryCommandTest {
    private static final String TRACE = trace("workload-2026");

    /** The keys that scripts rely on. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "ps", List.of("pid", "ppid", "name", "exepath", "cmdline", "uid", "container", "start", "threads"),
            "pstree", List.of("pid", "ppid", "name", "exepath", "cmdline", "uid", "container", "start", "threads"),
            "lsof", List.of("pid", "fd", "type", "name"),
            "sockstat", List.of("pid", "fd", "proto", "role", "local", "remote"),
            "env", List.of("pid", "name", "value"),
            "events", List.of("evt", "time", "pid", "tid", "type", "res", "args"));

    private static String trace(String name) {
        return Repository.top().resolve("samples/traces/" + name + ".gvt").toString();
    }

    private static Program.Result query(String command, String format) {
        Program.Result result = Program.run("query", TRACE, "-e", command, "--format", format);
        assertThat(result.exitCode()).as(command + ": " + result.err()).isZero();
        assertThat(result.err()).matches("gvtrace query: (no rows|\\d+ rows?)( from \\d+ events?)?(; [a-z ]+)*\\n");
        return result;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ps", "pstree", "lsof", "sockstat", "env", "events"})
    void answersAlikeInAllFormats(String name) throws IOException {
        // the reverse shell sits there
        String command =
                name.equals("events") ? "events evt.type = connect" : name + " --at 2026-11-22T04:21:38.775193410Z";
        List<String> json = query(command, "json").out().lines().toList();
        assertThat(json).isNotEmpty();
        for (String line : json) {
            assertThat(keys(line)).containsAll(KEYS.get(name));
        }
        List<String> csv = query(command, "csv").out().lines().toList();
        assertThat(csv).hasSize(json.size() + 1);
        assertThat(List.of(csv.get(0).split(","))).containsExactlyElementsOf(keys(json.get(0)));
        List<String> table = query(command, "table").out().lines().toList();
        assertThat(table).hasSize(json.size() + 1);
        for (String key : KEYS.get(name)) {
            assertThat(table.get(0)).containsIgnoringCase(key);
        }
    }

    @Test
    void reportsAnomaliesAndGaps() throws IOException {
        Program.Result weird = Program.run("query", trace("hide-hardened"), "-e", "weird", "--format", "json");
        assertThat(weird.exitCode()).isZero();
        assertThat(weird.out().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(keys(line)).contains("kind", "pid", "tid", "time", "detail"))
                .anyMatch(line -> line.contains("\"concealed\""));
        // That session did not ask for memfd_create.
        assertThat(query("weird", "json").out().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("\"unopened\"", "descriptor 8 memfd:box"));
        assertThat(query("gaps", "csv").out().strip()).isEqualTo("from,to,lost,cause");
    }

    /** At the end of the trace nothing is left. */
    @Test
    void descriptorsAreThoseOfTheLastMomentWithAProcess() {
        Program.Result result = Program.run("query", TRACE, "-e", "lsof", "--format", "csv");
        assertThat(result.out().lines()).hasSizeGreaterThan(1);
        assertThat(result.err())
                .contains("nothing is there at the end: the state is that of 2026-11-22T04:21:4")
                .contains("the last moment at which something was");
        Program.Result end = Program.run("query", TRACE, "-e", "lsof --at end");
        assertThat(end.out()).isEmpty();
        assertThat(end.err()).startsWith("gvtrace query: no rows from ");
    }

    @Test
    void alertsAreATableOnceRulesAreLoaded() {
        String rules = Repository.top().resolve("samples/rules").toString();
        String samples = trace("web-break-in");
        Program.Result counted = Program.run(
                "query", samples, "--format", "csv", "-e", "rules '" + rules + "'", "-e", "alerts | count by rule");
        assertThat(counted.exitCode()).as(counted.err()).isZero();
        long alerts = counted.out()
                .lines()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(',') + 1)))
                .sum();
        assertThat(alerts)
                .isPositive()
                .isEqualTo(Program.run("replay", "--rules", rules, samples)
                        .out()
                        .lines()
                        .count());
        assertThat(counted.err()).containsPattern("\\d+ rules loaded; alerts has what they match");
        Program.Result wrong = Program.run("query", samples, "-e", "rules /nowhere.yaml");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("/nowhere.yaml").hasLineCount(1);
    }

    @Test
    void aNumberBeyondTheLastEventIsNoted() {
        Program.Result result = Program.run("query", TRACE, "-e", "ps --at evt:99999999");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).matches("(?s).*there is no evt:99999999: the trace ends with evt:\\d+.*");
    }

    private static List<String> keys(String json) throws IOException {
        List<String> keys = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME) {
                    keys.add(parser.currentName());
                }
            }
        }
        return keys;
    }

    /** The trace begins at 04:21:37.463667867; at its end everything has ended. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "2026-11-22T04:21:38.775193410Z, 1 3",
                "2026-11-22T05:21:38.775193410+01:00, 1 3",
                "+1311525543ns, 1 3",
                "+1.311525543s, 1 3",
                "+1311.525543ms, 1 3",
                "+0s, 1",
                "evt:2, 1",
                "04:21:38.775193410, 1 3",
                "'2026-11-22 04:21:38.775193410', 1 3",
                "1795321298.775193410, 1 3",
                "04:21:37, none",
                "04:21:46, none",
                "-1s, 1 12 13",
                "-0s, none",
                "end, none"
            })
    void parsesMomentsInAllTheirForms(String moment, String pids) {
        List<String> rows =
                query("ps --at " + moment, "csv").out().lines().skip(1).toList();
        assertThat(rows.stream().map(row -> row.substring(0, row.indexOf(','))))
                .containsExactly(pids == null ? new String[0] : pids.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ps --at",
                "ps --at 12",
                "ps --at +2",
                "ps --at +2x",
                "ps --at evt:0",
                "ps --at evt:x",
                "ps --at 2026-11-22",
                "ps --at -10m",
                "ps --at 2020-01-01T00:00:00Z",
                "ps --at 2030-01-01T00:00:00Z",
                "events --from 2030-01-01T00:00:00Z",
                "events --to 2020-01-01T00:00:00Z",
                "ps --at +99999999999d",
                "ps --at +1s --at +2s",
                "ps --when +1s",
                "ps init",
                "lsof -1",
                "weird now",
                "gaps 1",
                "events --limit many",
                "events evt.type =",
                "events nosuch.field = 1",
                "events evt.type = 'open",
                "nonsense",
                "PS"
            })
    void refusesInvalidUsageWithExitCode2(String command) {
        Program.Result result = Program.run("query", TRACE, "-e", command, "-e", "ps");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("gvtrace query: ").hasLineCount(1);
    }

    @Test
    void readsCommandsLineByLineFromAPipe() {
        String lines = "# the beginning\n\nhelp\nps --at +0s\nfrobnicate\n ps 13 --at -1s \nquit\nps\n";
        Program.Result result = Program.runWithInput(lines.getBytes(StandardCharsets.UTF_8), "query", TRACE);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("unknown command 'frobnicate'").hasLineCount(3);
        assertThat(result.out()).contains("sockstat", "/opt/workload", "sleep 2");
        assertThat(result.out().lines().filter(line -> line.contains("CMDLINE") || line.contains("cmdline")))
                .hasSize(2);
    }

    @Test
    void partsOfATimeAreNumbers() {
        assertThat(query("events --limit 1 | fields evt.rawtime,evt.rawtime.s,evt.rawtime.ns,evt.reltime.s", "csv")
                        .out()
                        .lines())
                .last()
                .isEqualTo("2026-11-22T04:21:37.463681217Z,1795321297,463681217,0");
    }

    @Test
    void limitsEventsAndTheirTime() {
        assertThat(query("events --limit 3", "csv").out().lines()).hasSize(4);
        assertThat(query("events --limit 0", "csv").out().lines()).hasSize(1);
        assertThat(query("events evt.type = clone --from evt:2 --to evt:5", "csv")
                        .out()
                        .lines()
                        .skip(1))
                .allMatch(line -> line.matches("[2-5],.*"));
        String condition = "events \"proc.name = sh and evt.type in (read, 'execve')\" --limit=1";
        assertThat(query(condition, "csv").out().lines().skip(1))
                .singleElement()
                .asString()
                .contains(",sh,");
    }

    @Test
    void reportsMessagesThatContradictTheirType(@TempDir Path folder) throws IOException {
        Path trace = stream(
                folder,
                packet(7, 0x12, 0, 0x18, 2),
                packet(7, 0x12, 0, 0x18, 3), // open with the number of close
                packet(7, 0x12, 0, 0x18, 0xb8, 3), // 440, which no Sentry has yet
                new byte[] {7, 0, 7, 0, 0, 0, 0, 0});
        Program.Result weird = Program.run("query", trace.toString(), "-e", "weird", "--format", "json");
        assertThat(weird.exitCode()).isZero();
        assertThat(weird.out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("\"kind\":\"violation\""))
                .anyMatch(line -> line.contains("message of type 7 about call number 3"))
                .anyMatch(line -> line.contains("packet of 8 bytes is not a message"));
    }

    @Test
    void reportsASandboxThatGrewBeyondItsBounds(@TempDir Path folder) throws IOException {
        List<byte[]> clones = new ArrayList<>();
        for (int tid = 2; tid < 65_600; tid++) {
            byte[] id = {(byte) (tid | 0x80), (byte) (tid >> 7 | 0x80), (byte) (tid >> 14)};
            clones.add(packet(2, 0x0a, 2, 0x10, 1, 0x18, id[0], id[1], id[2], 0x20, id[0], id[1], id[2]));
        }
        Path trace = stream(folder, clones.toArray(byte[][]::new));
        Program.Result weird = Program.run("query", trace.toString(), "-e", "weird", "--format", "csv");
        assertThat(weird.exitCode()).isZero();
        assertThat(weird.out().lines().filter(line -> line.startsWith("forgotten,")))
                .singleElement()
                .asString()
                .matches("forgotten,,,.*,the state of the sandbox exceeded its limit [1-9][0-9]* times");
    }

    private static byte[] packet(int type, int... payload) {
        byte[] packet = new byte[8 + payload.length];
        packet[0] = 8;
        packet[2] = (byte) type;
        for (int i = 0; i < payload.length; i++) {
            packet[8 + i] = (byte) payload[i];
        }
        return packet;
    }

    /** A file in tracereplay's layout. */
    private static Path stream(Path folder, byte[]... packets) throws IOException {
        byte[] config = "{\"version\":1}".getBytes(StandardCharsets.US_ASCII);
        int size = 24 + config.length;
        for (byte[] packet : packets) {
            size += 8 + packet.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("tracereplay file".getBytes(StandardCharsets.US_ASCII));
        bytes.putLong(config.length).put(config);
        for (byte[] packet : packets) {
            bytes.putLong(packet.length).put(packet);
        }
        return Files.write(folder.resolve("stream.trace"), bytes.array());
    }
}
