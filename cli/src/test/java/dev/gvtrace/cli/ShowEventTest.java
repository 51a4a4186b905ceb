// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code show} has all that is known of an event, {@code explain} why a rule matches it. */
class ShowEventTest {
    private static final String TRACE = sample("web-break-in");

    @TempDir
    private Path folder;

    private static String sample(String name) {
        return Repository.top().resolve("samples/traces/" + name + ".gvt").toString();
    }

    /** A row of an answer in JSON. */
    private record Shown(String section, String name, String value) {}

    private static List<Shown> show(String trace, long event) {
        Program.Result result = Program.run("query", trace, "--format", "json", "-e", "show evt:" + event);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().lines().map(ShowEventTest::row).toList();
    }

    private static Shown row(String line) {
        List<String> values = new ArrayList<>();
        try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    values.add(in.getString());
                }
            }
        }
        return new Shown(values.get(0), values.get(1), values.get(2));
    }

    private static String value(List<Shown> rows, String section, String name) {
        return rows.stream()
                .filter(row -> row.section().equals(section) && row.name().equals(name))
                .map(Shown::value)
                .findFirst()
                .orElse("");
    }

    /** What the lines of bytes stand for. */
    private static byte[] bytes(List<Shown> rows, String section) {
        StringBuilder digits = new StringBuilder();
        for (Shown row : rows) {
            if (row.section().equals(section)) {
                assertThat(Integer.parseInt(row.name(), 16)).isEqualTo(digits.length() / 2);
                digits.append(row.value().substring(0, 49).replace(" ", ""));
            }
        }
        return HexFormat.of().parseHex(digits);
    }

    @Test
    void fieldsAreThoseOfEvents() {
        List<Shown> rows = show(TRACE, 442);
        for (String field : List.of("proc.cmdline", "evt.rawres", "proc.aname", "gvisor.stdin.rip", "user.name")) {
            Program.Result asked =
                    Program.run("query", TRACE, "--format", "csv", "-e", "events evt.num = 442 | fields " + field);
            assertThat(value(rows, "field", field))
                    .as(field)
                    .isNotEmpty()
                    .isEqualTo(asked.out().lines().skip(1).findFirst().orElse("?"));
        }
        // computed from the event before
        String times = Program.run("query", TRACE, "--format", "csv", "-e", "events | fields evt,evt.deltatime")
                .out();
        assertThat(times).contains("\n442," + value(rows, "field", "evt.deltatime") + "\r\n");
        assertThat(value(rows, "field", "evt.deltatime")).isNotEqualTo("0");
        assertThat(value(rows, "process", "exepath")).isEqualTo("/usr/bin/dash");
        assertThat(value(rows, "ancestor", "1")).startsWith("ping[11] ");
        assertThat(rows.stream().filter(row -> row.section().equals("field"))).hasSizeGreaterThan(100);
    }

    /** Fields of extensions that fail are named; all others are shown. */
    @Test
    void fieldsThatFailAreNamed() {
        assertThat(value(show(TRACE, 3), "failed", "broken.thrown")).contains("out of luck");
        assertThat(value(show(TRACE, 3), "failed", "broken.type")).contains("broken.type");
        assertThat(value(show(TRACE, 3), "field", "broken.thrown")).isEmpty();
    }

    @Test
    void theDescriptorConcernedIsShown() {
        List<Shown> rows = show(TRACE, 438);
        assertThat(value(rows, "field", "evt.type")).isEqualTo("connect");
        assertThat(value(rows, "descriptor", "remote")).isEqualTo("203.0.113.9:4444");
    }

    /** An execve is made of the attempt and of sentry/execve, which came later. */
    @Test
    void allMessagesOfAnEventAreShown() {
        List<Shown> rows = show(TRACE, 442);
        assertThat(value(rows, "message", "type")).isEqualTo("11 gvisor.syscall.Execve");
        assertThat(value(rows, "proof", "type")).isEqualTo("3 gvisor.sentry.ExecveInfo");
        assertThat(Long.parseLong(value(rows, "message", "sequence")))
                .isLessThan(Long.parseLong(value(rows, "proof", "sequence")));
        assertThat(value(rows, "proof", "argv[0]")).isEqualTo("/bin/sh");
    }

    /** Packets are as they were recorded: their sizes are those of the table of messages, and none has a problem. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "web-break-in",
                "hide-full",
                "hide-hardened",
                "pod-2022",
                "pod-2026",
                "raw-2022",
                "raw-2026",
                "workload-2022",
                "workload-2026"
            })
    void everyEventOfTheSamplesHasItsPackets(String name) {
        everyEventHasItsPackets(sample(name), 37);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "real/redir-dash.trace.zst",
                "real/pt-full.trace.zst",
                "real/py22-falco.trace.zst",
                "sentry/shell-bare.trace",
                "sentry/tour.trace",
                "sentry/evade-silent.trace"
            })
    void everyEventOfTheRecordingsHasItsPackets(String file) {
        everyEventHasItsPackets(SharedData.find("conformance/" + file).toString(), 997);
    }

    private static void everyEventHasItsPackets(String trace, int step) {
        Program.Result counted = Program.run("query", trace, "--format", "csv", "-e", "events | count");
        long events = Long.parseLong(counted.out().lines().toList().get(1));
        List<String> sizes = Program.run("query", trace, "--format", "csv", "-e", "messages | fields seq,size")
                .out()
                .lines()
                .skip(1)
                .toList();
        for (long event = 1; event <= events; event += step) {
            List<Shown> rows = show(trace, event);
            assertThat(rows).as("evt:" + event).noneMatch(row -> row.name().equals("problem"));
            for (String role : List.of("message", "enter", "proof")) {
                String sequence = value(rows, role, "sequence");
                if (!sequence.isEmpty()) {
                    int length = bytes(rows, role.equals("message") ? "hex" : role + " hex").length;
                    assertThat(sizes.get(Integer.parseInt(sequence) - 1)).isEqualTo(sequence + "," + length);
                    assertThat(value(rows, role, "size")).isEqualTo(length + " bytes");
                }
            }
            assertThat(rows).anyMatch(row -> row.section().equals("message"));
        }
    }

    @Test
    void whatFollowsFromSilenceHasNoMessage() {
        String trace = SharedData.find("conformance/sentry/evade-silent.trace").toString();
        String silent = Program.run("query", trace, "--format", "csv", "-e", "events evt.type = silent | fields evt")
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        assertThat(value(show(trace, Long.parseLong(silent)), "message", "none"))
                .isEqualTo("no message was received: the event follows from others");
    }

    @Test
    void longValuesAreShortenedWherePeopleRead() throws IOException {
        String path = "/" + "x".repeat(3000);
        String trace = new SyntheticSandbox()
                .start("/", "sh")
                .open(path, 3)
                .write(folder.resolve("long.gvt"))
                .toString();
        Program.Result table = Program.run("query", trace, "-e", "show evt:3");
        assertThat(table.out()).doesNotContain(path).contains("... (3001 bytes)");
        assertThat(table.err()).contains("long values are shortened, --format json has all of them");
        assertThat(value(show(trace, 3), "message", "pathname")).isEqualTo(path);
        assertThat(bytes(show(trace, 3), "hex")).hasSizeGreaterThan(3000);
        assertThat(Program.run("query", trace, "-e", "show evt:3 | where name = pathname")
                        .out())
                .contains(path);
    }

    @Test
    void hostileNamesAreHarmless() throws IOException {
        String trace = new SyntheticSandbox()
                .start("/", "sh")
                .open("/\u001b[31m\u0007\u00ff|\n`x", 3)
                .write(folder.resolve("hostile.gvt"))
                .toString();
        for (String format : List.of("table", "markdown", "csv", "json")) {
            Program.Result result = Program.run(
                    "query",
                    trace,
                    "--format",
                    format,
                    "--case",
                    folder.resolve("c").toString(),
                    "-e",
                    "next fd.name contains x",
                    "-e",
                    "show",
                    "-e",
                    "mark 'seen'",
                    "-e",
                    "marks");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out() + result.err())
                    .doesNotContain("\u001b", "\u0007")
                    .contains("31m");
        }
    }

    // ---- explain

    @Test
    void explainsAsTheCommandOfRulesDoes() {
        String rules = Repository.top().resolve("samples/rules").toString();
        String name = "Shell on a network connection";
        for (long event : List.of(442L, 72L)) {
            Program.Result expected = Program.run(
                    "rules", "explain", TRACE, "--rules", rules, "--rule", name, "--event", Long.toString(event));
            String load = "rules '" + rules + "'";
            Program.Result found =
                    Program.run("query", TRACE, "-e", load, "-e", "explain \"" + name + "\" evt:" + event);
            assertThat(found.exitCode()).as(found.err()).isZero();
            String tree = expected.out().substring(expected.out().indexOf("event "));
            assertThat(found.out()).isEqualTo(tree);
            Program.Result rows = Program.run(
                    "query", TRACE, "--format", "csv", "-e", load, "-e", "goto evt:" + event, "-e", "explain " + name);
            assertThat(rows.out().lines().skip(1)).hasSize((int) tree.lines().count() - 2);
            assertThat(rows.err()).contains(event == 442 ? ") matches" : ") does not match, 4 checks are missing");
        }
    }

    @Test
    void explainNeedsARuleThatIsLoaded() {
        String rules = "rules '" + Repository.top().resolve("samples/rules") + "'";
        Program.Result near =
                Program.run("query", TRACE, "-e", rules, "-e", "explain Shel on a network connection evt:3");
        assertThat(near.exitCode()).isEqualTo(2);
        assertThat(near.err()).contains("did you mean 'Shell on a network connection'?");
        assertThat(Program.run("query", TRACE, "-e", rules, "-e", "explain evt:3")
                        .err())
                .contains("explain: expected the name of a rule and an event");
    }

    @Test
    void namesOfCommandsAreTakenAsTyped() {
        byte[] input = "show evt:3 |count by section\n\"show\" evt:3\n".getBytes(StandardCharsets.UTF_8);
        Program.Result result = Program.runWithInput(input, "query", TRACE, "--format", "csv");
        assertThat(result.out()).startsWith("section,count\r\n");
        assertThat(result.err()).contains("unknown command");
    }
}
