// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers about sandboxes that are large, deep, or hold great numbers. */
class GreatSandboxTest {
    private static final int CLONE_THREAD_WITHOUT_FILES = 0x10900;
    private static final int CLONE_THREAD = 0x10f00;
    private static final int CLONE_FILES = 0x400;

    @TempDir
    private Path folder;

    private static String done(String... words) {
        Program.Result result = Program.run(words);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void aChainOfForksGrowsItsTableLinearly() throws IOException {
        SyntheticSandbox sandbox = new SyntheticSandbox().start("/", "init");
        int depth = 20_000;
        for (int pid = 1; pid < depth; pid++) {
            sandbox.as(pid).fork(pid + 1);
        }
        String trace = sandbox.write(folder.resolve("deep.gvt")).toString();
        String table = done("query", trace, "-e", "pstree");
        assertThat(table.lines().count()).isEqualTo(depth + 1);
        assertThat(table.length()).isLessThan(depth * 600);
        assertThat(done("query", trace, "-e", "pstree", "--format", "json")
                        .lines()
                        .count())
                .isEqualTo(depth);
    }

    @Test
    void aTableOfDescriptorsOfAThreadsOwnIsListed() throws IOException {
        String trace = new SyntheticSandbox()
                .start("/", "init")
                .open("/shared", 3)
                .clone(2, 1, CLONE_THREAD)
                .clone(3, 1, CLONE_THREAD_WITHOUT_FILES)
                .as(3, 1)
                .open("/own", 4)
                .as(2, 1)
                .raw(272, 0, CLONE_FILES)
                .open("/unshared", 5)
                .write(folder.resolve("threads.gvt"))
                .toString();
        String json = done("query", trace, "-e", "lsof 1", "--format", "json");
        assertThat(json)
                .contains("\"fd\":3,\"type\":\"file\",\"name\":\"/shared\",\"process\":\"init\",\"tid\":null")
                .contains("\"fd\":4,\"type\":\"file\",\"name\":\"/own\",\"process\":\"init\",\"tid\":3")
                .contains("\"fd\":5,\"type\":\"file\",\"name\":\"/unshared\",\"process\":\"init\",\"tid\":2")
                .doesNotContain("\"fd\":4,\"type\":\"file\",\"name\":\"/own\",\"process\":\"init\",\"tid\":null");
    }

    @Test
    void numbersAboveTheSignedRangeArePositive() throws IOException {
        String trace = new SyntheticSandbox()
                .start("/", "init")
                .raw(8, 0, 3, -2, 0)
                .write(folder.resolve("numbers.gvt"))
                .toString();
        String great = "18446744073709551614";
        assertThat(done("query", trace, "-e", "events evt.type = lseek")).contains("offset=" + great);
        assertThat(done("query", trace, "-e", "events evt.rawarg.offset = " + great))
                .contains("lseek");
        Path rules = Files.writeString(folder.resolve("r.yaml"), """
                - rule: R
                  desc: d
                  condition: evt.type = lseek
                  output: raw=%evt.rawarg.offset arg=%evt.arg.offset all=%gvisor.raw.arg[1]
                  priority: INFO
                """);
        assertThat(done("replay", "--rules", rules.toString(), trace))
                .contains("raw=" + great + " arg=" + great + " all=" + great);
        assertThat(done("replay", "--rules", rules.toString(), "--format", "json", trace))
                .contains("\"gvisor.raw.arg[1]\":" + great);
        assertThat(done("rules", "explain", trace, "--rules", rules.toString(), "--rule", "R", "--event", "3"))
                .contains("lseek");
    }

    @Test
    void explainsWhyLivingProcessesHaveNoDescriptors() throws IOException {
        String trace = new SyntheticSandbox()
                .start("/", "sh")
                .fork(2)
                .write(folder.resolve("bare.gvt"))
                .toString();

        String other = new SyntheticSandbox()
                .start("/", "sh")
                .write(folder.resolve("other.gvt"))
                .toString();

        Program.Result none = Program.run("query", trace, "-e", "lsof");
        assertThat(none.exitCode()).isZero();
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("2 processes live at that moment, but no descriptor is known");
        assertThat(Program.run("query", trace, "-e", "lsof 2").err()).contains("one process lives at that moment");
        assertThat(Program.run("query", trace, other, "-e", "lsof").err()).contains("trace 2: one process lives");
        assertThat(Program.run("query", trace, "-e", "lsof 3").err())
                .isEqualTo("gvtrace query: no rows from 4 events; what the session asked for is not recorded\n");
    }
}
