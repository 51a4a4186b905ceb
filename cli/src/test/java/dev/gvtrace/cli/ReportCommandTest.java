// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.report.Report;
import dev.gvtrace.replay.report.ReportCatalog;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Ready-made questions about the samples. */
class ReportCommandTest {
    private static final List<String> TRACES = Stream.of(
                    "web-break-in", "workload-2026", "hide-hardened", "hide-full", "pod-2022")
            .map(name ->
                    Repository.top().resolve("samples/traces/" + name + ".gvt").toString())
            .toList();

    @TestFactory
    Stream<DynamicTest> eachReportPrintsTheRowsOfItsQuestion() {
        return ReportCatalog.builtIn().all().stream()
                .map(report -> DynamicTest.dynamicTest(report.name(), () -> printsTheRowsOfItsQuestion(report)));
    }

    private static void printsTheRowsOfItsQuestion(Report report) {
        for (String trace : TRACES) {
            Program.Result rows = Program.run("query", trace, "--format", "json", "-e", report.question());
            Program.Result json = Program.run("report", report.name(), "--format", "json", trace);
            assertThat(json.exitCode()).as(json.err()).isZero();
            String head = "{\"report\":\"" + report.name() + "\",";
            assertThat(json.out().lines())
                    .containsExactlyElementsOf(rows.out()
                            .lines()
                            .map(line -> head + line.substring(1))
                            .toList());
            Program.Result markdown = Program.run("report", report.name(), trace);
            List<String> lines = markdown.out().lines().toList();
            assertThat(lines).startsWith("## " + report.title(), "", report.description(), "");
            long count = rows.out().lines().count();
            if (count == 0) {
                assertThat(lines.subList(4, lines.size())).containsExactly("No rows.");
            } else {
                assertThat(lines.subList(4, lines.size()))
                        .hasSize((int) count + 2)
                        .allMatch(line -> line.startsWith("| ") && line.endsWith(" |"));
            }
        }
    }

    @Test
    void allPrintsEachReport() {
        Program.Result all = Program.run("report", "all", TRACES.get(0));
        assertThat(all.exitCode()).isZero();
        assertThat(all.out().lines().filter(line -> line.startsWith("## ")))
                .containsExactlyElementsOf(ReportCatalog.builtIn().all().stream()
                        .map(report -> "## " + report.title())
                        .toList());
        assertThat(all.out()).contains("/bin/sh");
    }

    @Test
    void namesOfATraceCantBreakTheTable() {
        Program.Result rows =
                Program.run("query", TRACES.get(0), "--format", "markdown", "-e", "events evt.type = execve --limit 3");
        List<String> lines = rows.out().lines().toList();
        assertThat(lines).hasSize(5);
        long cells = lines.get(0).chars().filter(c -> c == '|').count();
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.replace("\\|", "")
                                .chars()
                                .filter(c -> c == '|')
                                .count())
                        .isEqualTo(cells));
    }

    @Test
    void theListNamesAllWithTheirQuestions() {
        Program.Result list = Program.run("report", "--list");
        assertThat(list.exitCode()).isZero();
        assertThat(list.out().lines())
                .containsExactlyElementsOf(ReportCatalog.builtIn().all().stream()
                        .map(report -> report.name() + ": " + report.question())
                        .toList());
    }

    @Test
    void wrongNamesAndMissingTracesAreErrors() {
        Program.Result unknown = Program.run("report", "nonsense", TRACES.get(0));
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("unknown report 'nonsense': expected all or one of programs, ");
        Program.Result without = Program.run("report", "gaps");
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).contains("no trace is given");
    }
}
