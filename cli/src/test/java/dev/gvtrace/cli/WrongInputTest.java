// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong input is reported in one clear line, with the exit code of the design, section 8. */
class WrongInputTest {
    private static final String RULES =
            Repository.top().resolve("samples/rules").toString();
    private static final String TRACE =
            Repository.top().resolve("samples/traces/web-break-in.gvt").toString();

    @TempDir
    private Path folder;

    private static void fails(Program.Result result, int exitCode, String... parts) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        assertThat(result.err()).contains(parts).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(result.err().lines().filter(line -> !isSummary(line)))
                .as("one line")
                .hasSize(1)
                .allMatch(line -> line.startsWith("gvtrace "));
    }

    // What a replay ends with as long as it could read something.
    private static boolean isSummary(String line) {
        return line.matches("gvtrace replay: (no|\\d+) alerts? .*in \\d+ trace.*");
    }

    @Test
    void aMissingTraceIsNamed() {
        fails(
                Program.run("replay", "--rules", RULES, "/nowhere/x.gvt"),
                ExitCode.NOT_READABLE,
                "/nowhere/x.gvt",
                "no such file");
        fails(Program.run("query", "/nowhere/x.gvt", "-e", "ps"), ExitCode.NOT_READABLE, "/nowhere/x.gvt");
        fails(Program.run("info", "/nowhere/x.gvt"), ExitCode.NOT_READABLE, "/nowhere/x.gvt");
    }

    @Test
    void distinguishesOtherFilesFromDamagedTraces() throws IOException {
        Path text = Files.writeString(folder.resolve("text.gvt"), "hello, this is not a trace\n");
        fails(Program.run("replay", "--rules", RULES, text.toString()), ExitCode.NOT_READABLE, "text.gvt");
        Path empty = Files.createFile(folder.resolve("empty.gvt"));
        fails(Program.run("replay", "--rules", RULES, empty.toString()), ExitCode.NOT_READABLE, "empty.gvt");
        byte[] whole = Files.readAllBytes(Path.of(TRACE));
        Path cut = Files.write(folder.resolve("cut.gvt"), java.util.Arrays.copyOf(whole, whole.length / 2));
        fails(Program.run("replay", "--rules", RULES, cut.toString()), ExitCode.DAMAGED, "cut.gvt");
        assertThat(Program.run("verify", cut.toString()).exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    }

    @Test
    void rulesThatAreMissingOrWrongAreNamed() throws IOException {
        fails(Program.run("replay", "--rules", "/nowhere/r.yaml", TRACE), ExitCode.USAGE, "/nowhere/r.yaml");
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"),
                "- rule: R\n  desc: d\n  condition: evt.type = openat and proc.nme = cat\n  output: x\n  priority: INFO\n");
        Program.Result result = Program.run("replay", "--rules", wrong.toString(), TRACE);
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("wrong.yaml:3:", "proc.nme", "proc.name", "the rules do not load");
        Path none = Files.createDirectory(folder.resolve("none"));
        fails(Program.run("replay", "--rules", none.toString(), TRACE), ExitCode.USAGE, "none", "no rule file");
    }

    @Test
    void aSpanOutsideTheTraceIsRefusedWithTheSpanOfTheTrace() {
        fails(
                Program.run("replay", "--rules", RULES, "--from", "2031-01-01T00:00:00Z", TRACE),
                ExitCode.USAGE,
                "time '2031-01-01T00:00:00.000000000Z' is outside the trace, which goes from 2026-");
        fails(Program.run("replay", "--rules", RULES, "--to", "-3d", TRACE), ExitCode.USAGE, "time '-3d'");
    }

    @Test
    void aFolderWithoutTracesIsNamed() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "x");
        fails(
                Program.run("replay", "--rules", RULES, folder.toString()),
                ExitCode.NOT_READABLE,
                "no trace in " + folder);
        fails(Program.run("info", folder.toString()), ExitCode.NOT_READABLE, "no trace in " + folder);
        fails(Program.run("query", folder.toString(), "-e", "ps"), ExitCode.NOT_READABLE, "no trace in " + folder);
    }

    @Test
    void unwritableOutputIsNeverReportedAsDone() throws Exception {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full), "there is no /dev/full");
        List<List<String>> commands = List.of(
                List.of("--help"),
                List.of("replay", "--help"),
                List.of("replay", "--rules", RULES, TRACE),
                List.of("query", TRACE, "-e", "ps --at +2s"),
                List.of("--version"),
                List.of("info", TRACE),
                List.of("verify", TRACE),
                List.of("fields"),
                List.of("points"),
                List.of("session", "--socket", "/s"),
                List.of("export", "--format", "tracereplay", TRACE, "-"));
        for (List<String> words : commands) {
            try (Subprocess program = Subprocess.gvtraceTo(folder, full, words.toArray(String[]::new))) {
                assertThat(program.waitFor(60)).as(words.toString()).isEqualTo(ExitCode.NOT_WRITTEN);
                assertThat(program.err())
                        .contains("standard output cannot be written")
                        .hasLineCount(1);
            }
        }
        Path nowhere = Path.of("/nowhere/x");
        fails(Program.run("export", TRACE, nowhere.toString()), ExitCode.NOT_WRITTEN, "/nowhere/x", "no such folder");
        fails(Program.run("merge", TRACE, nowhere.toString()), ExitCode.NOT_WRITTEN, "/nowhere/x");
    }

    @Test
    void aClosedPipeEndsQuietly() throws Exception {
        for (String[] words : new String[][] {
            {"fields"}, {"replay", "--rules", RULES, TRACE}, {"session", "--socket", "/s", "--profile", "full"}
        }) {
            try (Subprocess program = Subprocess.gvtraceIntoPipe(folder, words)) {
                program.hangUp();
                assertThat(program.waitFor(60)).as(program.err()).isEqualTo(ExitCode.DONE);
                assertThat(program.err()).isEmpty();
            }
        }
    }

    @Test
    void wrongOptionsAreWrongUsage() {
        fails(
                Program.run("replay", "--rulse", RULES),
                ExitCode.USAGE,
                "unknown option: '--rulse'",
                "did you mean --rules");
        fails(Program.run("replay", "--rulez", RULES, TRACE), ExitCode.USAGE, "--rulez");
        fails(Program.run("replay", "--rules", RULES, "--match", "some", TRACE), ExitCode.USAGE, "some");
        fails(
                Program.run("replay", "--rules", RULES, "--from", "yesterday", TRACE),
                ExitCode.USAGE,
                "yesterday",
                "+2s");
        fails(Program.run("replay", "--rules", RULES, "--priority", "loud", TRACE), ExitCode.USAGE, "loud", "warning");
        fails(Program.run("query", TRACE, "-e", "frobnicate"), ExitCode.USAGE, "frobnicate", "pstree");
        fails(Program.run("query", TRACE, "-e", "ps --at never"), ExitCode.USAGE, "never");
        fails(Program.run("query", TRACE, "-e", "events proc.nme = cat"), ExitCode.USAGE, "proc.nme");
        fails(Program.run("session"), ExitCode.USAGE, "--socket");
    }

    @Test
    void existingOutputIsNotOverwritten() throws IOException {
        Path there = Files.writeString(folder.resolve("there.trace"), "precious");
        fails(
                Program.run("export", "--format", "tracereplay", TRACE, there.toString()),
                ExitCode.NOT_WRITTEN,
                "there.trace");
        assertThat(there).hasContent("precious");
    }

    @Test
    void alertsCanFailARun() {
        assertThat(Program.run("replay", "--rules", RULES, "--fail-on", "critical", TRACE)
                        .exitCode())
                .isEqualTo(ExitCode.FOUND);
        assertThat(Program.run("replay", "--rules", RULES, "--fail-on", "emergency", TRACE)
                        .exitCode())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void theOutputIsTheSameForAnyNumberOfThreads() {
        String traces = Repository.top().resolve("samples/traces").toString();
        String one = Program.run("replay", "--rules", RULES, "--threads", "1", "--format", "json", traces)
                .out();
        assertThat(one).isNotEmpty();
        for (String threads : new String[] {"2", "7"}) {
            assertThat(Program.run("replay", "--rules", RULES, "--threads", threads, "--format", "json", traces)
                            .out())
                    .isEqualTo(one);
        }
    }
}
