// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.stage.StageParser;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * No answer is silent: each command and each table has rows, or a sentence that says why there are none, on an empty, a
 * gapped, a damaged and a trace of several containers. A new command is tested once it has an example here, and fails
 * without one.
 */
class NoSilenceTest {
    private static final Path SAMPLES = Repository.top().resolve("samples/traces");
    private static final Pattern HELP = Pattern.compile("  ([a-z]+)( .*)?");
    private static final List<String> STAGES =
            StageParser.all().stream().map(StageParser.Info::name).toList();
    /** What prints nothing on standard output, and reports what it did on standard error. */
    private static final List<String> WITHOUT_ROWS = List.of("rules", "goto", "mark", "set", "define", "unmark");

    @TempDir
    private Path folder;

    private final Map<String, String> examples = new LinkedHashMap<>();
    private final Map<String, Path> traces = new LinkedHashMap<>();

    @BeforeEach
    void prepare() throws IOException {
        Path indicators = Files.writeString(folder.resolve("list.txt"), "203.0.113.9\n/etc/shadow\n");
        Path good = SAMPLES.resolve("workload-2026.gvt");
        for (String plain : List.of(
                "summary",
                "ps",
                "pstree",
                "lsof",
                "sockstat",
                "env",
                "events",
                "dropped",
                "shells",
                "weird",
                "gaps",
                "marks",
                "set",
                "define",
                "help")) {
            examples.put(plain, plain);
        }
        examples.put("around", "around evt:3 -5s +2s");
        examples.put("who", "who 2");
        examples.put("story", "story 1");
        examples.put("file", "file /etc/passwd");
        examples.put("origin", "origin /etc/passwd");
        examples.put("grep", "grep sh");
        examples.put("rules", "rules builtin");
        examples.put("goto", "goto evt:3");
        examples.put("next", "next evt.type = execve");
        examples.put("back", "back evt.type = execve");
        examples.put("show", "show evt:3");
        examples.put("explain", "explain Password hashes read evt:3");
        examples.put("ioc", "ioc '" + indicators + "'");
        examples.put("mark", "mark evt:3 odd");
        examples.put("unmark", "unmark 1");
        examples.put("diff", "diff '" + good + "'");
        examples.put("sql", "sql select count(*) from processes");
        traces.put("empty", empty());
        traces.put(
                "gapped",
                Repository.top().resolve("cli/src/test/resources/dev/gvtrace/cli/rules/builtin/lost-2026.gvt"));
        traces.put("damaged", damaged());
        traces.put("several containers", SAMPLES.resolve("pod-2026.gvt"));
    }

    private Path empty() throws IOException {
        Path file = folder.resolve("empty.gvt");
        Opening opening = Opening.builder(TraceOrigin.LIVE, 1).build();
        TraceWriter.create(file, opening, WriterOptions.defaults(), MessageIndexer.NONE)
                .close();
        return file;
    }

    private Path damaged() throws IOException {
        byte[] bytes = Files.readAllBytes(SAMPLES.resolve("web-break-in.gvt"));
        bytes[bytes.length / 2] ^= 0x55;
        return Files.write(folder.resolve("damaged.gvt"), bytes);
    }

    private static List<String> commands() {
        List<String> names = new ArrayList<>();
        QueryCatalog.all().forEach(info -> names.add(info.name()));
        Program.run("query", SAMPLES.resolve("pod-2026.gvt").toString(), "-e", "help")
                .out()
                .lines()
                .map(HELP::matcher)
                .filter(line -> line.matches())
                .map(line -> line.group(1))
                .filter(name -> !names.contains(name) && !STAGES.contains(name) && !name.equals("quit"))
                .forEach(names::add);
        return names;
    }

    private static List<String> tables() throws Exception {
        return TableCatalog.load(EventBinding.load()).all().stream()
                .map(table -> table.schema().name())
                .toList();
    }

    private List<String> lines() throws Exception {
        List<String> lines = new ArrayList<>(examples.values());
        tables().stream().filter(table -> !examples.containsKey(table)).forEach(lines::add);
        tables().forEach(table -> lines.add(table + " | count"));
        return lines;
    }

    @Test
    void eachCommandHasAnExample() {
        assertThat(commands()).hasSizeGreaterThan(25);
        assertThat(new TreeSet<>(commands())).isEqualTo(new TreeSet<>(examples.keySet()));
    }

    @TestFactory
    Stream<DynamicTest> eachAnswerHasRowsOrSaysWhyNot() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, Path> trace : traces.entrySet()) {
            for (String line : lines()) {
                tests.add(DynamicTest.dynamicTest(
                        trace.getKey() + ": " + line, () -> answers(trace.getKey(), trace.getValue(), line)));
            }
        }
        return tests.stream();
    }

    private Program.Result run(Path trace, String format, String line) throws IOException {
        Path marks = folder.resolve("marks.jsonl");
        Files.deleteIfExists(marks);
        return Program.run(
                "query", trace.toString(), "--case", marks.toString(), "--no-rc", "--format", format, "-e", line);
    }

    private void answers(String kind, Path trace, String line) throws IOException {
        Program.Result result = run(trace, "table", line);
        String said = result.exitCode() + "\n" + result.out() + result.err();
        assertThat(result.err()).as(said).doesNotContain("internal error").doesNotContain("Exception");
        assertThat(result.out() + result.err()).as(said).isNotBlank();
        assertThat(result.exitCode()).as(said).isIn(0, 2, 4);
        if (result.exitCode() == 2) {
            assertThat(result.err()).as(said).startsWith("gvtrace query: ");
            assertThat(result.out()).as(said).isEmpty();
        } else if (result.out().isBlank() && !WITHOUT_ROWS.contains(line.split(" ")[0])) {
            assertThat(result.err()).as(said).contains("no ");
        }
        if (kind.equals("damaged") && isQuestion(line)) {
            assertThat(result.exitCode()).as(said).isIn(2, 4);
            assertThat(result.exitCode() == 2 || result.err().contains("damaged"))
                    .as(said)
                    .isTrue();
        }
    }

    private static boolean isQuestion(String line) {
        String name = line.split(" ")[0];
        return QueryCatalog.all().stream().anyMatch(info -> info.name().equals(name)) && !name.equals("around");
    }

    @TestFactory
    Stream<DynamicTest> eachAnswerComesInEachFormat() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (String format : List.of("json", "csv", "markdown")) {
            for (String line : lines()) {
                tests.add(DynamicTest.dynamicTest(format + ": " + line, () -> comesIn(format, line)));
            }
        }
        return tests.stream();
    }

    private void comesIn(String format, String line) throws IOException {
        Program.Result result = run(traces.get("several containers"), format, line);
        String said = result.exitCode() + "\n" + result.out() + result.err();
        assertThat(result.exitCode()).as(said).isIn(0, 2);
        assertThat(result.out() + result.err()).as(said).isNotBlank();
        assertThat(result.err()).as(said).doesNotContain("internal error");
        String name = line.split(" ")[0];
        if (name.equals("help") || WITHOUT_ROWS.contains(name)) {
            return;
        }
        switch (format) {
            case "json" ->
                assertThat(result.out().lines()).as(said).allMatch(row -> row.startsWith("{") && row.endsWith("}"));
            case "markdown" ->
                assertThat(result.out().lines()).as(said).allMatch(row -> row.startsWith("|") || isNoTable(name));
            default -> assertThat(result.out()).as(said).doesNotContain("\u001b");
        }
    }

    private static boolean isNoTable(String name) {
        return List.of("marks", "diff", "show", "explain").contains(name);
    }
}
