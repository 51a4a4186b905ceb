// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands can use the extensions in {@code cli.plugin} like gvtrace's own parts. */
final class PluginsTest {
    @TempDir
    private Path folder;

    private static String sample(String name) {
        return Repository.top().resolve("samples/traces").resolve(name).toString();
    }

    private String rules(String text) throws IOException {
        return Files.writeString(folder.resolve("rules.toy"), text).toString();
    }

    @Test
    void rulesOfAnAddedSyntaxGiveAlerts() throws IOException {
        String rules = rules("Shell | evt.type = execve and proc.name = sh\n");
        String same = Files.writeString(folder.resolve("rules.yaml"), """
                        - rule: Shell
                          desc: Shell
                          condition: evt.type = execve and proc.name = sh
                          output: "%evt.type of %proc.name"
                          priority: NOTICE
                        """).toString();
        Program.Result result = Program.run("replay", "--rules", rules, sample("web-break-in.gvt"));
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("Notice execve of sh");
        assertThat(result.out())
                .isEqualTo(Program.run("replay", "--rules", same, sample("web-break-in.gvt"))
                        .out());
    }

    @Test
    void filesOfAnAddedSyntaxAreFoundInDirectories() throws IOException {
        rules("Shell | evt.type = execve and proc.name = sh\n");
        Program.Result result = Program.run("rules", "list", folder.toString());
        assertThat(result.out()).contains("Shell");
    }

    @Test
    void faultsHaveTheirPlacesInTheFile() throws IOException {
        String rules = rules("A | evt.type = execve\nB | evt.type = execve and proc.nam = sh\nnonsense\n");
        Program.Result result = Program.run("rules", "check", rules);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).contains("rules.toy:2:27", "proc.nam").contains("rules.toy:3:1", "NAME | CONDITION");
    }

    @Test
    void aSyntaxThatFailsIsAnErrorOfTheFile() throws IOException {
        Program.Result result = Program.run("rules", "check", rules("crash\n"));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out())
                .contains("rules.toy:1:1", "extension dev.gvtrace.cli.plugin.ToySyntax: reading", "crashed as asked");
    }

    @Test
    void anAddedTableIsQueriedLikeOthers() {
        String trace = sample("web-break-in.gvt");
        String execs = Program.run("query", trace, "-e", "events evt.type = execve | count", "--format", "csv")
                .out();
        String runs = Program.run("query", trace, "-e", "program_runs | sum runs", "--format", "csv")
                .out();
        assertThat(runs.lines().skip(1))
                .isNotEmpty()
                .containsExactlyElementsOf(execs.lines().skip(1).toList());
        Program.Result shells = Program.run("query", trace, "-e", "program_runs program = sh", "--format", "json");
        assertThat(shells.exitCode()).as(shells.err()).isZero();
        assertThat(shells.out().lines()).singleElement().asString().contains("\"program\":\"sh\"", "\"runs\":");
    }

    @Test
    void aFaultWhileATraceIsReadIsOneLineWithTheEvent() throws IOException {
        String trace = sample("web-break-in.gvt");
        Program.Result thrown =
                Program.run("replay", "--rules", rules("A | evt.type = execve and broken.thrown = 1\n"), trace, trace);
        assertThat(thrown.exitCode()).isEqualTo(2);
        assertThat(thrown.err())
                .matches(
                        "gvtrace replay: extension dev\\.gvtrace\\.cli\\.plugin\\.BrokenFields: field 'broken\\.thrown'"
                                + " at event [0-9]+: java\\.lang\\.IllegalStateException: out of luck\n");
        Program.Result type = Program.run("query", trace, "-e", "events broken.type = 7");
        assertThat(type.exitCode()).isEqualTo(2);
        assertThat(type.err())
                .contains("BrokenFields: field 'broken.type' at event 1: expected an Integer or Long for INT64, found")
                .doesNotContain("internal error");
        Program.Result alert = Program.run(
                "replay", "--format", "names", "--rules", rules("Unprintable | evt.type = execve\n"), trace);
        assertThat(alert.exitCode()).isEqualTo(2);
        assertThat(alert.err())
                .contains("extension dev.gvtrace.cli.plugin.RuleNames: alert of rule 'Unprintable' at event", "no ink");
    }

    @Test
    void theShellContinuesAfterAFault() {
        Program.Result result = Program.runWithInput(
                "events broken.type = 7\nevents evt.num = 1\n".getBytes(StandardCharsets.UTF_8),
                "query",
                sample("web-break-in.gvt"));
        assertThat(result.err())
                .startsWith("gvtrace query: extension dev.gvtrace.cli.plugin.BrokenFields: field 'broken.type'"
                        + " at event 1: expected an Integer or Long for INT64, found java.lang.String\n");
        assertThat(result.out()).contains("EVT").contains("\n  1");
    }

    @Test
    void alertsArePrintedInAnAddedForm() throws IOException {
        String rules = rules("Shell | evt.type = execve and proc.name = sh\n");
        Program.Result result =
                Program.run("replay", "--format", "names", "--rules", rules, sample("web-break-in.gvt"));
        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines()).isNotEmpty().allMatch("Shell"::equals);
        assertThat(Program.run("replay", "--format", "xml", "--rules", rules, sample("web-break-in.gvt"))
                        .err())
                .contains("'xml', expected text, json, names");
    }

    @Test
    void tracesAreExportedInAnAddedLayout() throws IOException {
        String out = folder.resolve("sizes").toString();
        Program.Result result = Program.run("export", "--format", "sizes", sample("web-break-in.gvt"), out);
        assertThat(result.exitCode()).isZero();
        assertThat(Files.readAllLines(Path.of(out))).isNotEmpty().allMatch(line -> line.matches("[0-9]+"));
        assertThat(Program.run("export", "--format", "zip", sample("web-break-in.gvt"), out)
                        .err())
                .contains("'zip', expected tracereplay, sizes");
    }
}
