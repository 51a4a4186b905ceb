// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of several traces, and alerts after losses. */
class SeveralTracesTest {
    @TempDir
    private Path folder;

    private String rules;
    private String a;
    private String b;

    @BeforeEach
    void write() throws IOException {
        rules = Files.writeString(folder.resolve("r.yaml"), """
                - rule: R
                  desc: d
                  condition: evt.type = openat
                  output: "%fd.name"
                  priority: WARNING
                """).toString();
        a = new SyntheticSandbox()
                .start("/", "init")
                .at(10)
                .open("/a1", 3)
                .at(30)
                .open("/a2", 4)
                .at(40)
                .open("/a3", 5)
                .write(folder.resolve("a.gvt"))
                .toString();
        b = new SyntheticSandbox()
                .start("/", "init")
                .at(20)
                .open("/b1", 3)
                .losing(2)
                .at(40)
                .open("/b2", 4)
                .write(folder.resolve("b.gvt"))
                .toString();
    }

    private static List<String> names(Program.Result result) {
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out()
                .lines()
                .map(line -> line.replaceAll("^\\S+ Warning (\\S+).*", "$1"))
                .toList();
    }

    @Test
    void alertsStandUnderTheirTrace() {
        assertThat(names(Program.run("replay", "--rules", rules, a, b)))
                .containsExactly("# " + a, "/a1", "/a2", "/a3", "# " + b, "/b1", "/b2");
        assertThat(names(Program.run("replay", "--rules", rules, a))).containsExactly("/a1", "/a2", "/a3");
        assertThat(names(Program.run("replay", "--rules", rules, "--print", "none", a, b)))
                .containsExactly("/a1", "/a2", "/a3", "/b1", "/b2");
        assertThat(Program.run("replay", "--rules", rules, "--format", "json", a, b)
                        .out()
                        .lines())
                .hasSize(5)
                .allMatch(line -> line.startsWith("{"));
    }

    @Test
    void byTimeMergesThemTheSameForAnyNumberOfThreads() {
        List<String> merged = List.of("# " + a, "/a1", "# " + b, "/b1", "# " + a, "/a2", "/a3", "# " + b, "/b2");
        for (String threads : List.of("1", "2")) {
            assertThat(names(Program.run("replay", "--by-time", "--threads", threads, "--rules", rules, a, b)))
                    .isEqualTo(merged);
        }
        assertThat(names(Program.run("replay", "--by-time", "--print", "none", "--rules", rules, b, a)))
                .containsExactly("/a1", "/b1", "/a2", "/b2", "/a3");
    }

    @Test
    void aLineSummarizesTheReplay() {
        assertThat(Program.run("replay", "--rules", rules, a, b).err())
                .isEqualTo("gvtrace replay: 5 alerts (5 Warning) in 2 of 2 traces; 2 messages lost in 1 trace\n");
        assertThat(Program.run("replay", "--rules", rules, a).err())
                .isEqualTo("gvtrace replay: 3 alerts (3 Warning) in 1 trace; no messages lost\n");
        assertThat(Program.run("replay", "--rules", rules, "--format", "json", a, b)
                        .err())
                .isEmpty();
    }

    /** The names of alerts with how many messages were lost before, and how long. */
    private List<String> uncertain(SyntheticSandbox sandbox) throws IOException {
        Path trace = folder.resolve("loss.gvt");
        Files.deleteIfExists(trace);
        Program.Result result =
                Program.run("replay", "--rules", rules, sandbox.write(trace).toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out()
                .lines()
                .map(line -> line.replaceAll("^\\S+ Warning (\\S+) .* tid=\\S+", "$1"))
                .toList();
    }

    @Test
    void alertsNoteALossUntilAllEarlierProcessesEndedOrExecuted() throws IOException {
        SyntheticSandbox sandbox = new SyntheticSandbox()
                .start("/", "init")
                .fork(2)
                .open("/before", 3)
                .losing(5)
                .at(100)
                .as(2)
                .open("/behind", 3)
                .at(103)
                .execve("/bin/cat", "cat")
                .at(110)
                .open("/init-is-stale", 4)
                .as(1)
                .at(120)
                .execve("/bin/sh", "sh")
                .open("/whole", 4);
        assertThat(uncertain(sandbox))
                .containsExactly(
                        "/before",
                        "/behind uncertain=true lost=5 before=0.000000000s",
                        "/init-is-stale uncertain=true lost=5 before=0.010000000s",
                        "/whole");
    }

    @Test
    void theNameThatWasKnownConfirmsFromTheNextMessageOnAndAnotherOneNever() throws IOException {
        SyntheticSandbox.Fields init = new SyntheticSandbox.Fields().text(9, "init");
        SyntheticSandbox.Fields other = new SyntheticSandbox.Fields().text(9, "other");
        assertThat(uncertain(new SyntheticSandbox()
                        .start("/", "init")
                        .losing(1)
                        .with(init)
                        .open("/first", 3)
                        .with(init)
                        .open("/second", 4)))
                .containsExactly("/first uncertain=true lost=1 before=0.000000000s", "/second");
        assertThat(uncertain(new SyntheticSandbox()
                        .start("/", "init")
                        .losing(1)
                        .with(other)
                        .open("/first", 3)
                        .with(other)
                        .open("/second", 4)))
                .allMatch(alert -> alert.contains("uncertain=true"));
    }

    @Test
    void aProcessThatMayHaveBegunInALossIsUncertain() throws IOException {
        assertThat(uncertain(new SyntheticSandbox()
                        .start("/", "init")
                        .losing(3)
                        .taskExit()
                        .as(7)
                        .open("/unknown", 3)
                        .execve("/bin/cat", "cat")
                        .open("/known", 4)))
                .containsExactly("/unknown uncertain=true lost=3 before=0.002000000s", "/known");
    }

    @Test
    void descriptionsNameContainersAndSumGaps() throws IOException {
        String trace = new SyntheticSandbox()
                .facts(
                        "container",
                        "{\"id\":\"c1\",\"facts\":{\"container.name\":\"web-1\",\"container.image\":\"debian:12\"}}")
                .start("/", "init")
                .gap(4, "x")
                .gap(3, "y")
                .gap(-1, "z")
                .write(folder.resolve("info.gvt"))
                .toString();
        assertThat(Program.run("info", trace).out())
                .contains(", name web-1, image debian:12")
                .containsPattern("lost: +7 messages in 3 gaps, of unknown size 1");
        assertThat(Program.run("info", "--format", "json", trace).out())
                .contains("\"name\":\"web-1\",\"image\":\"debian:12\"")
                .contains("\"lost\":7");
    }
}
