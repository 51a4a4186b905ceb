// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The commands about rule files, as a user calls them. */
class RulesCommandsTest {
    private static final Path SAMPLES = Repository.top().resolve("samples");
    private static final String RULES = SAMPLES.resolve("rules").toString();
    private static final String TRACE =
            SAMPLES.resolve("traces/web-break-in.gvt").toString();

    private static final String WRONG = """
            - rule: R
              desc: d
              condition: >
                evt.type = openat
                and proc.nme = cat
              output: "%nosuch"
              priority: INFO
            - macro: unused
              condition: evt.type = open
            """;

    @TempDir
    private Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String resource(String name) {
        return Repository.top()
                .resolve("cli/src/test/resources/dev/gvtrace/cli")
                .resolve(name)
                .toString();
    }

    private static String run(int exitCode, String... words) {
        Program.Result result = Program.run(words);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        return result.out();
    }

    /** JSON as maps, lists, texts, numbers and booleans. */
    private static Object json(String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return json(parser);
        }
    }

    private static Object json(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> map = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, json(parser));
            }
            return map;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(json(parser));
            }
            return list;
        }
        return parser.currentToken().isNumeric() ? (Object) parser.getIntValue() : parser.getString();
    }

    /** The value under a path such as {@code runs/0/results}. */
    private static Object at(Object json, String path) {
        Object value = json;
        Deque<String> steps = new ArrayDeque<>(List.of(path.split("/")));
        while (!steps.isEmpty()) {
            String step = steps.pop();
            value = value instanceof List<?> list ? list.get(Integer.parseInt(step)) : ((Map<?, ?>) value).get(step);
            assertThat(value).as("%s in %s", step, path).isNotNull();
        }
        return value;
    }

    @Test
    void checkReportsAllErrorsAtTheirPlaces() throws IOException {
        String wrong = file("wrong.yaml", WRONG);
        String text = run(ExitCode.USAGE, "rules", "check", wrong);
        assertThat(text)
                .contains("wrong.yaml:5:9: error: filter_check called with nonexistent field proc.nme")
                .contains("did you mean 'proc.name'?")
                .contains("wrong.yaml:6:13: error:");
        assertThat(run(ExitCode.DONE, "rules", "check", RULES)).contains("web-service.yaml: ok");
    }

    @Test
    void sarifHasWhatItsSchemaRequires() throws IOException {
        Object sarif = json(run(ExitCode.USAGE, "rules", "check", "--format", "sarif", file("wrong.yaml", WRONG)));
        assertThat(at(sarif, "version")).isEqualTo("2.1.0");
        assertThat(at(sarif, "$schema")).asString().endsWith("sarif-schema-2.1.0.json");
        assertThat(at(sarif, "runs/0/tool/driver/name")).asString().isNotEmpty();
        List<?> rules = (List<?>) at(sarif, "runs/0/tool/driver/rules");
        List<?> results = (List<?>) at(sarif, "runs/0/results");
        assertThat(results).hasSize(2);
        for (Object result : results) {
            assertThat(at(result, "message/text")).asString().isNotEmpty();
            assertThat(at(result, "level")).isEqualTo("error");
            int index = (Integer) at(result, "ruleIndex");
            assertThat(at(rules.get(index), "id")).isEqualTo(at(result, "ruleId"));
            assertThat(at(result, "locations/0/physicalLocation/artifactLocation/uri"))
                    .asString()
                    .endsWith("wrong.yaml");
        }
        assertThat(at(results.get(0), "locations/0/physicalLocation/region"))
                .isEqualTo(Map.of("startLine", 5, "startColumn", 9, "endColumn", 17));
    }

    @Test
    void jsonIsFalcosValidationSchema() throws IOException {
        Object result = json(run(ExitCode.USAGE, "rules", "check", "--format", "json", file("wrong.yaml", WRONG)));
        assertThat(at(result, "falco_load_results/0/successful")).isEqualTo("false");
        assertThat(at(result, "falco_load_results/0/errors/0/code")).isEqualTo("LOAD_ERR_COMPILE_CONDITION");
        assertThat(at(result, "falco_load_results/0/errors/1/code")).isEqualTo("LOAD_ERR_COMPILE_OUTPUT");
    }

    @Test
    void failedTestsShowExpectedAndActualAlerts() throws IOException {
        assertThat(run(
                        ExitCode.DONE,
                        "rules",
                        "test",
                        SAMPLES.resolve("tests.yaml").toString()))
                .endsWith("4 passed, 0 failed\n");
        String failing = file(
                "failing.yaml",
                "rules: ['" + RULES + "']\ntests:\n  - name: a < b & \"c\"\n    trace: '" + TRACE + "'\n    expect:\n"
                        + "      - rule: Password hashes read\n        times: 2\n"
                        + "      - rule: New program run\n        never: true\n"
                        + "      - rule: Data sent by a child of a web service\n        fields: {proc.name: dog}\n");
        Path report = folder.resolve("report.xml");
        String out = run(ExitCode.FOUND, "rules", "test", "--junit", report.toString(), failing);
        assertThat(out)
                .contains("'Password hashes read' expected 2 times, came 1 time")
                .contains("'New program run' expected never, came 1 time")
                .contains("proc.name is busybox")
                .endsWith("0 passed, 1 failed\n");
        run(ExitCode.NOT_WRITTEN, "rules", "test", "--junit", report.toString(), failing);
    }

    @Test
    void junitReportsAreWellFormedAndCountRight() throws Exception {
        Path report = folder.resolve("report.xml");
        String unknown = file(
                "unknown.yaml",
                "rules: ['" + RULES + "']\ntests:\n  - name: a < b & \"c\"\n    trace: '" + TRACE
                        + "'\n    expect: [{rule: Pasword hashes read}]\n");
        run(ExitCode.FOUND, "rules", "test", "--junit", report.toString(), unknown);
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Files.readAllBytes(report)));
        Element root = document.getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("testsuites");
        Element suite = (Element) root.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("1");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        NodeList cases = suite.getElementsByTagName("testcase");
        assertThat(((Element) cases.item(0)).getAttribute("name")).isEqualTo("a < b & \"c\"");
        assertThat(((Element) cases.item(0))
                        .getElementsByTagName("failure")
                        .item(0)
                        .getTextContent())
                .contains("did you mean 'Password hashes read'?");
    }

    @Test
    void explainShowsValuesVerdictsAndWhereTheyComeFrom() {
        String tree = run(
                ExitCode.DONE,
                "rules",
                "explain",
                "--rules",
                RULES,
                "--rule",
                "Password hashes read",
                "--event",
                "552",
                TRACE);
        assertThat(tree)
                .contains("matches\n")
                .contains("evt.is_open_read = true   is \"true\"")
                .contains("macro opened_for_reading")
                .contains("fd.name in (/etc/shadow, /etc/gshadow)   is \"/etc/shadow\"");
        String nearest = run(
                ExitCode.DONE,
                "rules",
                "explain",
                "--rules",
                RULES,
                "--rule",
                "Password hashes read",
                "--nearest",
                TRACE);
        assertThat(nearest).contains("fd.name in (/etc/shadow, /etc/gshadow)   is \"/etc/localtime\"");
        run(ExitCode.USAGE, "rules", "explain", "--rules", RULES, "--rule", "Pasword", "--event", "1", TRACE);
    }

    @Test
    void explainNamesTheExceptionThatApplies() throws IOException {
        String rules = file("exception.yaml", """
                - rule: R
                  desc: d
                  condition: evt.type in (open, openat) and fd.name = /etc/shadow
                  output: o
                  priority: INFO
                  exceptions:
                    - {name: programs, fields: proc.name, values: [dog, cat]}
                    - {name: others, fields: proc.name, values: [bird]}
                """);
        String tree = run(ExitCode.DONE, "rules", "explain", "--rules", rules, "--rule", "R", "--event", "552", TRACE);
        assertThat(tree)
                .contains("exception 'programs' applies, so there is no alert")
                .contains("exception.yaml:7:")
                .contains("exception 'others' does not apply");
    }

    @Test
    void listAndDescribeShowWhatRulesConsistOf() throws IOException {
        String[] lines =
                run(ExitCode.DONE, "rules", "list", "--format", "json", RULES).split("\n");
        Object rule = json(Stream.of(lines)
                .filter(line -> line.contains("\"Password hashes read\""))
                .findFirst()
                .orElseThrow());
        assertThat(at(rule, "name")).isEqualTo("Password hashes read");
        assertThat(at(rule, "techniques")).isEqualTo(List.of("T1003"));
        assertThat(at(rule, "event_types")).asString().contains("openat");
        assertThat(run(ExitCode.DONE, "rules", "describe", "--rule", "Password hashes read", RULES))
                .contains("macros        opened_for_reading")
                .contains("MITRE         T1003");
    }

    @Test
    void switchesCountInTheirOrder() {
        String all = run(ExitCode.DONE, "rules", "list", "--disable", "*", "--enable", "Pass*", RULES);
        assertThat(all.lines().filter(line -> line.startsWith("yes")))
                .hasSize(1)
                .allMatch(line -> line.contains("Password hashes read"));
        assertThat(run(ExitCode.DONE, "replay", "--rules", RULES, "--tag", "T1003", "--print", "none", TRACE))
                .isEqualTo("04:21:11.965866395: Warning Password hashes read (file=/etc/shadow command=cat /etc/shadow"
                        + " parent=sh user=root)\n");
        assertThat(run(ExitCode.DONE, "replay", "--rules", RULES, "--disable", "tag:container", "--match", "all", TRACE)
                        .lines()
                        .filter(line -> line.contains("Password")))
                .isEmpty();
        Program.Result idle = Program.run("replay", "--rules", RULES, "--disable", "Password hash read", TRACE);
        assertThat(idle.exitCode()).isZero();
        assertThat(idle.err()).contains("'Password hash read', did you mean 'Password hashes read'?");
    }

    @Test
    void statisticsAreThereForEveryRule() {
        Program.Result result =
                Program.run("replay", "--rules", RULES, "--match", "all", "--stats", "--print", "none", TRACE);
        assertThat(result.exitCode()).isZero();
        int rules =
                run(ExitCode.DONE, "rules", "list", "--format", "json", RULES).split("\n").length;
        assertThat(result.err().lines()).hasSize(1 + rules + 1);
        assertThat(result.err()).containsPattern(" +\\d+ +1 +[0-9.]+%  Password hashes read\n");
    }

    @Test
    void timesBoundWhatIsReported() {
        assertThat(run(ExitCode.DONE, "replay", "--rules", RULES, "--from", "2026-11-22T04:21:12Z", TRACE)
                        .lines())
                .hasSize(3);
        assertThat(run(ExitCode.DONE, "replay", "--rules", RULES, "--to", "2026-11-22T04:21:12Z", TRACE)
                        .lines())
                .hasSize(5);
        assertThat(run(ExitCode.DONE, "replay", "--rules", RULES, "--from", "evt:552", "--to", "evt:552", TRACE)
                        .lines())
                .hasSize(1);
    }

    @Test
    void coverageNamesOnlyPointsThatHelp() throws IOException {
        String rules = file("mine.yaml", """
                - rule: seen
                  desc: d
                  condition: evt.type = openat and fd.name = /etc/shadow
                  output: o
                  priority: INFO
                - rule: no point
                  desc: d
                  condition: evt.type = ptrace
                  output: o
                  priority: INFO
                - rule: no name
                  desc: d
                  condition: evt.type = symlink and evt.arg.target = /etc/shadow
                  output: o
                  priority: INFO
                - rule: no option
                  desc: d
                  condition: evt.type = execve and proc.is_exe_from_memfd = true
                  output: o
                  priority: INFO
                - rule: image
                  desc: d
                  condition: evt.type = execve and container.image.repository = shop/web
                  output: o
                  priority: INFO
                - rule: image excepted
                  desc: d
                  condition: evt.type in (execve, unlink)
                  output: o
                  priority: INFO
                  exceptions:
                    - {name: shops, fields: container.image.repository, values: [shop/web]}
                """);
        String out =
                run(ExitCode.DONE, "rules", "coverage", "--rules", rules, "--session", resource("falco-session.json"));
        assertThat(out).isEqualTo("""
                full            seen
                never           no point
                                  because ptrace: does not arrive, enable syscall/ptrace/exit
                never           no name
                                  because symlink: the registers of a raw call do not show evt.arg.target
                never           no option
                                  because proc.is_exe_from_memfd: enable optional field binary_info of sentry/execve
                needs metadata  image
                                  because container.image.repository: only from metadata recorded beside the stream
                full            image excepted
                                  blind: unlink: does not arrive, enable syscall/sysno/87/exit
                                  without value: container.image.repository: only from metadata recorded beside the stream
                                  without value: exception 'shops' never applies: container.image.repository: only from metadata recorded beside the stream
                2 full, 1 needs metadata, 3 never
                """);
    }

    @Test
    void coverageOfTheStableRulesInASessionOfFalcosOwn() throws IOException {
        Path rules = Repository.shared().resolve("falco-rules/falco_rules.yaml");
        String out = run(
                ExitCode.DONE,
                "rules",
                "coverage",
                "--rules",
                rules.toString(),
                "--session",
                resource("falco-session.json"));
        Path expected = Path.of(resource("falco-session.coverage.txt"));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, out, StandardCharsets.UTF_8);
        }
        assertThat(out).isEqualTo(Files.readString(expected));
    }

    @Test
    void coverageOfTheOfficialRulesWithTheDefaultProfile() throws IOException {
        Path rules = Repository.shared().resolve("falco-rules");
        String session =
                file("default.json", run(ExitCode.DONE, "session", "--socket", "/run/x.sock", "--profile", "falco"));
        StringBuilder all = new StringBuilder();
        for (String name : List.of("falco_rules", "falco-incubating_rules", "falco-sandbox_rules")) {
            String file = rules.resolve(name + ".yaml").toString();
            all.append("# ").append(name).append('\n');
            all.append(run(ExitCode.DONE, "rules", "coverage", "--rules", file, "--session", session));
        }
        Path expected = Path.of(resource("official-rules.coverage.txt"));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, all, StandardCharsets.UTF_8);
        }
        assertThat(all.toString()).isEqualTo(Files.readString(expected));
    }

    @Test
    void aSessionForNamesFollowsDescriptorsThatOnlyRawCallsMakeOrClose() throws IOException {
        String rules = file("names.yaml", """
                - rule: reads
                  desc: d
                  condition: evt.type = read and fd.name = /etc/shadow
                  output: o
                  priority: INFO
                """);
        assertThat(run(ExitCode.DONE, "session", "--socket", "/run/x.sock", "--rules", rules))
                .contains("\"syscall/openat/exit\"", "\"syscall/close/exit\"")
                .contains("\"syscall/sysno/436/exit\"", "\"syscall/sysno/437/enter\"", "\"syscall/sysno/437/exit\"");
    }

    @Test
    void coverageDoesNotPromise() throws IOException {
        String rules = file("promises.yaml", """
                - rule: on the host
                  desc: d
                  condition: evt.type = execve and container.id = host
                  output: o
                  priority: INFO
                - rule: not in a container
                  desc: d
                  condition: evt.type = execve and not container.id != host and proc.name = nc
                  output: o
                  priority: INFO
                - rule: no container
                  desc: d
                  condition: evt.type = execve and not container.id exists
                  output: o
                  priority: INFO
                - rule: capability
                  desc: d
                  condition: evt.type = unshare and container.id != host and not thread.cap_permitted contains CAP_SYS_ADMIN
                  output: o
                  priority: INFO
                - rule: mount
                  desc: d
                  condition: evt.type = execve and proc.vpid = 1 and not container.mount.dest[/etc] in ("<NA>", "N/A")
                  output: o
                  priority: INFO
                - rule: some names
                  desc: d
                  condition: evt.type in (openat, openat2) and not fd.name startswith /proc
                  output: o
                  priority: INFO
                - rule: no names
                  desc: d
                  condition: evt.type = openat2 and not fd.name startswith /proc
                  output: o
                  priority: INFO
                - rule: written unseen
                  desc: d
                  condition: evt.type = openat2 and evt.is_open_write = true
                  output: o
                  priority: INFO
                - rule: login
                  desc: d
                  condition: evt.type = execve and user.loginuid >= 1000
                  output: o
                  priority: INFO
                - rule: other name
                  desc: d
                  condition: evt.type = pread64
                  output: o
                  priority: INFO
                - rule: removed
                  desc: d
                  condition: >
                    evt.type in (rename, renameat, renameat2, unlink, unlinkat, rmdir) and
                    (evt.arg.path startswith /bin/ or evt.arg.name startswith /bin/ or evt.arg.oldpath startswith /bin/)
                  output: o
                  priority: INFO
                - rule: hidden
                  desc: d
                  condition: evt.type = mkdir and evt.arg.path contains "/." or evt.type = openat and fd.name contains "/."
                  output: o
                  priority: INFO
                """);
        String out = run(ExitCode.DONE, "rules", "coverage", "--rules", rules);
        assertThat(out).isEqualTo("""
                never           on the host
                                  because execve: container.id = host: never so, a Sentry runs containers and nothing of its host
                never           not in a container
                                  because execve: container.id = host: never so, a Sentry runs containers and nothing of its host
                never           no container
                                  because execve: not container.id exists: always true inside
                always          capability
                                  because always matches unshare: thread.cap_permitted: the Sentry does not report it
                                  without value: thread.cap_permitted: the Sentry does not report it
                needs metadata  mount
                                  because always matches execve: container.mount.dest: only from metadata recorded beside the stream
                                  without value: container.mount.dest: only from metadata recorded beside the stream
                full            some names
                                  blind: always matches openat2: the registers of a raw call do not show fd.name
                                  without value: the registers of a raw call do not show fd.name
                always          no names
                                  because always matches openat2: the registers of a raw call do not show fd.name
                                  without value: the registers of a raw call do not show fd.name
                never           written unseen
                                  because openat2: the registers of a raw call do not show evt.is_open_write
                never           login
                                  because execve: user.loginuid: the Sentry does not report it, it is -1
                never           other name
                                  because a Sentry has no event of a type that the condition admits
                never           removed
                                  because rmdir, unlink: the registers of a raw call do not show evt.arg.path
                                  because unlinkat: the registers of a raw call do not show evt.arg.name
                                  because rename, renameat, renameat2: the registers of a raw call do not show evt.arg.oldpath
                full            hidden
                                  blind: mkdir: the registers of a raw call do not show evt.arg.path
                2 full, 1 needs metadata, 2 always, 7 never
                """);
    }

    @Test
    void aTraceThatDoesNotNameItsSessionIsJudgedByItsMessages() throws IOException {
        String rules = file("seen.yaml", """
                - rule: seen
                  desc: d
                  condition: evt.type = execve and proc.name = nc
                  output: o
                  priority: INFO
                - rule: not seen
                  desc: d
                  condition: evt.type = openat2
                  output: o
                  priority: INFO
                """);
        Program.Result result = Program.run("rules", "coverage", "--rules", rules, "--trace", TRACE);
        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(result.err())
                .contains("does not record what its session asked for")
                .contains("--session");
        assertThat(result.out()).isEqualTo("""
                full            seen
                never           not seen
                                  because openat2: not seen in the trace, enable syscall/sysno/437/exit
                1 full, 1 never
                """);
    }

    @Test
    void aSessionForRulesFeedsThemAll() throws IOException {
        Path session = folder.resolve("session.json");
        Program.Result result = Program.run("session", "--socket", "/run/x.sock", "--rules", RULES);
        assertThat(result.exitCode()).isZero();
        Files.writeString(session, result.out());
        String coverage = run(ExitCode.DONE, "rules", "coverage", "--rules", RULES, "--session", session.toString());
        assertThat(coverage).containsPattern("\n\\d+ full\n$").doesNotContain("never", "always");
    }

    @Test
    void aSessionForOneRuleRequestsLittle() throws IOException {
        String rules = file("one.yaml", """
                - rule: executed from memory
                  desc: d
                  condition: evt.type = execve and proc.is_exe_from_memfd = true
                  output: "%proc.cmdline"
                  priority: INFO
                - rule: off
                  desc: d
                  condition: evt.type = connect
                  output: o
                  priority: INFO
                  enabled: false
                - rule: hopeless
                  desc: d
                  condition: evt.type = unlink and evt.arg.path = /bin/sh
                  output: o
                  priority: INFO
                """);
        Program.Result result = Program.run("session", "--socket", "/run/x.sock", "--rules", rules);
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).contains("'hopeless' cannot match in any session");
        Object session = json(result.out());
        List<?> points = (List<?>) at(session, "trace_session/points");
        assertThat(points.stream().map(point -> at(point, "name")))
                .isEqualTo(List.of(
                        "container/start",
                        "sentry/clone",
                        "sentry/execve",
                        "sentry/exit_notify_parent",
                        "sentry/task_exit",
                        "syscall/execve/exit",
                        "syscall/execveat/exit"));
        assertThat(at(points.get(2), "optional_fields")).isEqualTo(List.of("binary_info"));
        assertThat(Program.run("session", "--socket", "/x", "--rules", rules, "--profile", "full")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void takesRuleFilesAsEveryOtherVerb() {
        assertThat(run(ExitCode.DONE, "rules", "check", "--rules", RULES)).contains("web-service.yaml: ok");
        assertThat(run(ExitCode.DONE, "rules", "list", "--rules", RULES))
                .isEqualTo(run(ExitCode.DONE, "rules", "list", RULES));
        assertThat(Program.run("rules", "check").err()).contains("'FILE'");
    }

    @Test
    void reportsWhyNoRuleTakesPart() throws IOException {
        String plugin = "- rule: R\n  desc: d\n  source: k8s_audit\n  condition: ka.verb = get\n  output: o\n"
                + "  priority: INFO\n";
        assertThat(Program.run("replay", "--rules", file("plugin.yaml", plugin), TRACE)
                        .err())
                .contains("no rule takes part: 1 is for another event source");
        assertThat(Program.run("replay", "--rules", RULES, "--disable", "*", TRACE)
                        .err())
                .contains("are switched off or below the priority");
    }

    private static String rule(String name, String condition) {
        return "- rule: " + name + "\n  desc: d\n  condition: " + condition + "\n  output: o\n  priority: INFO\n";
    }

    @Test
    void usesWhatLoadsAndNamesTheRest() throws IOException {
        String mixed = rule("good", "evt.type = execve")
                + rule("wrong", "evt.type = nope")
                + "- macro: syntax\n  condition: proc.name = (\n"
                + rule("needs macro", "evt.type = execve and syntax")
                + "- list: shape\n  items: {a: b}\n"
                + "- list: outer\n  items: [shape, x]\n"
                + rule("needs list", "evt.type = execve and not proc.name in (shape)")
                + rule("needs outer list", "evt.type = execve and not proc.name in (outer)")
                + "- macro: inner\n  condition: proc.name in (shape)\n"
                + rule("needs both", "evt.type = execve and not inner");
        String[] files = {"--rules", file("mixed.yaml", mixed), "--rules", file("syntax.yaml", "- rule: [\n")};

        Program.Result strict = Program.run("replay", files[0], files[1], files[2], files[3], TRACE);
        assertThat(strict.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(strict.out()).isEmpty();

        Program.Result result = Program.run(
                "replay",
                "--skip-invalid",
                "--match",
                "all",
                "--print",
                "none",
                files[0],
                files[1],
                files[2],
                files[3],
                TRACE);
        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(result.out().lines()).isNotEmpty().allMatch(line -> line.endsWith("Informational o"));
        assertThat(result.err())
                .contains("skipped rule 'wrong': ")
                .contains("mixed.yaml:8:25: unknown event type nope")
                .contains("skipped macro 'syntax': ")
                .contains("skipped list 'shape': ")
                .contains("skipped file: ")
                .contains("'needs macro': ")
                .contains("it uses macro 'syntax', which did not load")
                .contains("it uses list 'shape', which did not load")
                .contains("it uses list 'outer', which did not load")
                .contains("it uses macro 'inner', which did not load")
                .contains("1 rule loads");
        assertThat(run(ExitCode.DONE, "rules", "list", "--skip-invalid", files[1]))
                .contains("good")
                .doesNotContain("needs");
        String newer = file("newer.yaml", "- required_engine_version: 99.0.0\n" + rule("unread", "evt.type = open"));
        Program.Result rest = Program.run("replay", "--skip-invalid", "--rules", newer, files[0], files[1], TRACE);
        assertThat(rest.err())
                .contains("skipped file: " + newer + ":1:3: Rules require engine version 99.0.0")
                .contains("nothing behind it is read")
                .contains("1 file");
    }

    @Test
    void loadsAHundredThousandAddresses() throws IOException {
        StringBuilder text = new StringBuilder("- list: inner\n  items:\n");
        for (int i = 0; i < 100_000; i++) {
            text.append("    - 10.")
                    .append(i >> 16)
                    .append('.')
                    .append(i >> 8 & 255)
                    .append('.')
                    .append(i & 255)
                    .append('\n');
        }
        text.append("    - 203.0.113.9\n- list: addresses\n  items: [inner, 1.2.3.4]\n");
        text.append(rule("to them", "evt.type = connect and fd.sip in (addresses)"));
        String alerts = run(ExitCode.DONE, "replay", "--rules", file("many.yaml", text.toString()), TRACE);
        assertThat(alerts.lines()).isNotEmpty();
    }
}
