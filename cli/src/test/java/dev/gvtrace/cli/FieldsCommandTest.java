// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import org.junit.jupiter.api.Test;

class FieldsCommandTest {
    @Test
    void listsAllFieldsButThoseForTablesOfOthers() {
        Program.Result result = Program.run("fields");
        assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines())
                .hasSizeGreaterThan(340)
                .first()
                .asString()
                .matches("FIELD +TYPE +ARGUMENT.*");
        assertThat(result.out()).contains("proc.name", "gvisor.concealed").doesNotContain("thread.nametid");
    }

    @Test
    void printsTypeArgumentAndSource() {
        assertThat(Program.run("fields", "proc.aname", "--format", "json").out())
                .isEqualTo("{\"field\":\"proc.aname\",\"type\":\"CHARBUF\",\"argument\":\"[n]?\",\"source\":\"sentry\","
                        + "\"notes\":\"\",\"description\":\"Name of an ancestor: 1 is the parent, 0 the process itself;"
                        + " without a number any ancestor.\"}\n");
        assertThat(Program.run("fields", "container.privileged").out()).contains("metadata");
        assertThat(Program.run("fields", "thread.cap_effective").out()).contains("never");
        assertThat(Program.run("fields", "fd.net").out()).contains("conditions only");
        assertThat(Program.run("fields", "thread.nametid").out()).contains("thread.nametid");
    }

    @Test
    void printsMarkdown() {
        assertThat(Program.run("fields", "evt.dir", "--format", "markdown").out())
                .startsWith("| field | type | argument | source | notes | description |\n|---|---|---|---|---|---|\n")
                .contains("| evt.dir | CHARBUF |  | sentry | deprecated | ");
    }

    @Test
    void reportsThatNothingMatches() {
        Program.Result result = Program.run("fields", "nothing-of-that-name");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("gvtrace fields: no field name contains");
    }
}
