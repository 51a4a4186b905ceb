// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields that {@link dev.gvtrace.cli.plugin.SampleFields} adds, found through META-INF/services. */
class FieldProviderTest {
    private static final Path TRACE = Repository.top().resolve("samples/traces/workload-2026.gvt");

    @TempDir
    private Path folder;

    private String rule(String condition, String output) throws IOException {
        Path file = folder.resolve("rules.yaml");
        Files.writeString(
                file,
                "- rule: sample\n  desc: d\n  condition: " + condition + "\n  output: \"" + output
                        + "\"\n  priority: INFO\n");
        return file.toString();
    }

    @Test
    void standInConditionsAndOutputs() throws IOException {
        String rules = rule(
                "evt.type = chdir and sample.odd_pid = true and sample.repeated[2] startswith workload",
                "%sample.repeated[2] %sample.odd_pid %toupper(sample.repeated[1]) pid=%proc.pid");
        Program.Result result = Program.run(
                "replay", "--rules", rules, "--match", "all", "--print", "none", "--format", "json", TRACE.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .containsPattern("workloadworkload true WORKLOAD pid=[0-9]*[13579]\"")
                        .contains("\"sample.odd_pid\":true", "\"sample.repeated[2]\":\"workloadworkload\""));
    }

    @Test
    void areCheckedLikeOthers() throws IOException {
        String message = Program.run("rules", "check", rule("sample.repeated[10] exists", "o"))
                .out();
        assertThat(message).contains("sample.repeated[10]: expected at most 9");
        assertThat(Program.run("rules", "check", rule("sample.odd_pids = true", "o"))
                        .out())
                .contains("nonexistent field sample.odd_pids", "sample.odd_pid");
        assertThat(Program.run("rules", "check", rule("sample.odd_pid contains x", "o"))
                        .out())
                .contains("'contains' operator not supported for numeric filters");
        assertThat(Program.run("rules", "check", rule("sample.odd_pid[1] exists", "o"))
                        .out())
                .contains("nonexistent field sample.odd_pid[1]");
    }

    @Test
    void areListed() {
        Program.Result result = Program.run("fields", "sample.");
        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(result.out().lines()).hasSize(3);
        assertThat(result.out())
                .contains("sample.odd_pid", "BOOL", "True if the process has an odd id.", "sample.repeated", "[key]");
    }
}
