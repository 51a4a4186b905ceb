// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void printsTheVersion() {
        Program.Result result = Program.run("--version");
        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(result.out()).matches("gvtrace \\d+\\.\\d+\\.\\d+.*\n");
    }

    @Test
    void aMissingVerbIsWrongUsage() {
        Program.Result result = Program.run();
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("gvtrace: a verb is missing");
    }

    @Test
    void anUnknownVerbIsNamed() {
        Program.Result result = Program.run("frobnicate");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err())
                .contains("frobnicate")
                .contains("see 'gvtrace --help'")
                .hasLineCount(1);
    }

    @Test
    void helpGoesToStandardOutput() {
        Program.Result result = Program.run("--help");
        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(result.out()).contains("Usage: gvtrace").contains("Exit codes:");
        assertThat(result.err()).isEmpty();
    }
}
