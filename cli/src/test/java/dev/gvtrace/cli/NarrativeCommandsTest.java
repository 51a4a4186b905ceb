// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the shell that answer in sentences. */
class NarrativeCommandsTest {
    private static final String TRACE = trace("web-break-in");

    private static String trace(String name) {
        return Repository.top().resolve("samples/traces/" + name + ".gvt").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"story 13", "summary", "origin /bin/.update"})
    void sentencesAreRowsInEveryFormat(String command) {
        long rows = Program.run("query", TRACE, "-e", command, "--format", "json")
                .out()
                .lines()
                .count();
        assertThat(rows).isPositive();
        assertThat(Program.run("query", TRACE, "-e", command, "--format", "csv")
                        .out()
                        .lines()
                        .count())
                .isEqualTo(rows + 1);
        Program.Result table = Program.run("query", TRACE, "-e", command);
        assertThat(table.exitCode()).isZero();
        assertThat(table.out().lines().count()).isEqualTo(rows + 1);
        assertThat(table.err()).contains(rows + " rows from 838 events");
        Program.Result counted = Program.run("query", TRACE, "-e", command + " | count", "--format", "csv");
        assertThat(counted.out()).isEqualTo("count\r\n" + rows + "\r\n");
    }

    @Test
    void aRunIsComparedWithAGoodOne() {
        Program.Result same = Program.run("query", TRACE, "-e", "diff " + TRACE);
        assertThat(same.exitCode()).isZero();
        assertThat(same.out()).isEmpty();
        assertThat(same.err()).contains("no rows from 838 events");
        Program.Result other = Program.run(
                "query",
                TRACE,
                "-e",
                "diff " + trace("pod-2026") + " | where run = new and kind in (peer, 'dropped')",
                "--format",
                "csv");
        assertThat(other.out())
                .isEqualTo("run,kind,value,count,evt\r\nnew,dropped,/usr/bin/.update,1,629\r\n"
                        + "new,peer,tcp 203.0.113.9:4444,1,437\r\nnew,peer,tcp 203.0.113.9:443,1,779\r\n");
    }

    @Test
    void aGoodRunThatCannotBeReadIsAnError(@TempDir Path folder) throws Exception {
        Program.Result missing = Program.run("query", TRACE, "-e", "diff " + folder.resolve("nope.gvt"));
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).contains("no such file");
        Path text = Files.writeString(folder.resolve("text.gvt"), "no trace");
        assertThat(Program.run("query", TRACE, "-e", "diff " + text).exitCode()).isEqualTo(3);
        assertThat(Program.run("query", TRACE, "-e", "diff").exitCode()).isEqualTo(2);
    }

    @Test
    void damageIsReportedBesideTheAnswer(@TempDir Path folder) throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(TRACE));
        bytes[bytes.length / 2] ^= 0x55;
        String damaged = Files.write(folder.resolve("damaged.gvt"), bytes).toString();
        for (String command : new String[] {"story 13", "summary", "origin /bin/.update", "diff " + TRACE}) {
            Program.Result result = Program.run("query", damaged, "-e", command);
            assertThat(result.exitCode()).as(command).isEqualTo(4);
            assertThat(result.err()).as(command).contains("damaged.gvt");
        }
        assertThat(Program.run("query", TRACE, "-e", "diff " + damaged).exitCode())
                .isEqualTo(4);
    }
}
