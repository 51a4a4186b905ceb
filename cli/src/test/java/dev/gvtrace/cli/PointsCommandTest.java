// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import org.junit.jupiter.api.Test;

class PointsCommandTest {
    @Test
    void listsAllPoints() {
        Program.Result result = Program.run("points");
        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).hasSize(1 + 998).first().asString().matches("POINT +TYPE +MESSAGE.*");
        assertThat(result.out()).contains("all but cwd is_exec_session");
    }

    @Test
    void listsPointsOfOneArchitectureAndOfOneRelease() {
        assertThat(Program.run("points", "--arch", "arm64").out().lines()).hasSize(1 + 980);
        Program.Result old = Program.run("points", "--release", "release-20221219.0");
        assertThat(old.out().lines()).hasSize(1 + 991);
        assertThat(old.out()).doesNotContain("binary_sha256", "sentry/mmap").contains("binary_info");
    }

    @Test
    void findsPointsByNameAndRawOnesByTheCallsName() {
        Program.Result result = Program.run("points", "openat", "--format", "json");
        assertThat(result.out().lines())
                .filteredOn(line -> line.contains("\"syscall/openat/exit\""))
                .containsExactly("{\"name\":\"syscall/openat/exit\",\"type\":7,\"message\":\"gvisor.syscall.Open\","
                        + "\"since\":\"20220510\",\"x86_64\":257,\"arm64\":56,\"call_x86_64\":\"openat\","
                        + "\"call_arm64\":\"openat\",\"optional_fields\":[\"fd_path\"],\"context_fields\":[\"time\","
                        + "\"thread_id\",\"task_start_time\",\"group_id\",\"thread_group_start_time\","
                        + "\"container_id\",\"credentials\",\"cwd\",\"process_name\",\"parent_thread_group_id\","
                        + "\"is_exec_session\"]}");
        assertThat(result.out()).contains("syscall/sysno/257/enter", "syscall/sysno/56/enter");
        assertThat(result.out()).doesNotContain("syscall/openat2", "syscall/close/");
    }

    @Test
    void namesACallOnlyWhereTheReleaseHasIt() {
        assertThat(Program.run("points", "sysno/437/exit").out()).containsPattern(" 437 +437 +openat2 ");
        assertThat(Program.run("points", "sysno/437/exit", "--release", "20260817")
                        .out())
                .contains("syscall/sysno/437/exit")
                .doesNotContain("openat2");
        assertThat(Program.run("points", "openat2", "--format", "json").out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("\"call_x86_64\":\"openat2\",\"call_arm64\":\"openat2\""));
        assertThat(Program.run("points", "openat2", "--release", "20260817").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void printsMarkdown() {
        Program.Result result = Program.run("points", "syscall/fork/exit", "--format", "markdown");
        assertThat(result.out())
                .isEqualTo(
                        "| point | type | message | since | x86_64 | arm64 | call | optional fields | context fields |\n"
                                + "|---|---|---|---|---|---|---|---|---|\n"
                                + "| syscall/fork/exit | 29 | gvisor.syscall.Fork | 20220713 | 57 |  | fork |  | all |\n");
    }

    @Test
    void reportsThatNothingMatches() {
        Program.Result result = Program.run("points", "nothing-of-that-name");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("gvtrace points: no point");
    }

    @Test
    void refusesInvalidReleasesAndArchitectures() {
        Program.Result release = Program.run("points", "--release", "newest");
        assertThat(release.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(release.err()).startsWith("gvtrace points: --release: invalid release 'newest'");
        assertThat(Program.run("points", "--arch", "riscv").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
