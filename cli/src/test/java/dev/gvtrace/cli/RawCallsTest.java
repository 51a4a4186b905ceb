// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that have raw points only, made in a real sandbox and recorded with the default profile. */
@Timeout(300)
class RawCallsTest {
    private static final Path PERL = Path.of("/usr/bin/perl");
    /**
     * Opens by openat2 and by open, sets close-on-exec by ioctl and clears it, adopts orphans, changes ids, runs a
     * shell.
     */
    private static final String CALLS = """
            my ($how, $shadow, $mode) = (pack("QQQ", 0, 0, 0), "/etc/passwd", "/tmp/mode");
            syscall(437, -100, $shadow, $how, 24);
            open(my $marked, "<", "/etc/group");
            syscall(72, fileno($marked), 2, 0);
            syscall(16, fileno($marked), 0x5451, 0);
            open(my $kept, "<", "/etc/hosts");
            syscall(72, fileno($kept), 2, 1);
            syscall(16, fileno($kept), 0x5450, 0);
            open(my $file, ">", $mode); close $file;
            syscall(90, $mode, 04755);
            syscall(157, 36, 1, 0, 0, 0);
            syscall(114, -1, 1);
            syscall(113, -1, 1);
            exec("/bin/sh", "-c", "sleep 1; true");
            """;

    @TempDir
    private Path folder;

    @Test
    void theNewestSentryReportsOpenat2AndIoctl() throws Exception {
        String trace = record(Runsc.newestOne());
        assertThat(query(trace, "events evt.type = openat2"))
                .hasSize(1)
                .first()
                .asString()
                .contains("name=<NA>", "dirfd=-100(AT_FDCWD)", "\"res\":\"SUCCESS\"");
        Program.Result unseen = Program.run(
                "replay",
                "--rules",
                Repository.top().resolve("samples/rules/blind-spots.yaml").toString(),
                "--print",
                "none",
                trace);
        assertThat(unseen.out()).contains("An unknown file was opened (call=openat2 fd=3 command=perl ");
        checkIdsAndModes(trace);
        checkDescriptorsOfTheShell(trace, true);
    }

    @Test
    void theSentryOf2022LacksOpenat2() throws Exception {
        String trace = record(Runsc.of2022());
        assertThat(query(trace, "events evt.type = openat2")).isEmpty();
        checkIdsAndModes(trace);
        checkDescriptorsOfTheShell(trace, false);
    }

    private static void checkIdsAndModes(String trace) {
        assertThat(query(trace, "events evt.type = prctl and evt.arg.option contains SUBREAPER"))
                .hasSize(1);
        assertThat(query(trace, "events evt.type = setregid and evt.rawres = 0 and group.gid = 1"))
                .hasSize(1);
        assertThat(query(trace, "events evt.type = setreuid and evt.rawres = 0 and user.uid = 1"))
                .hasSize(1);
        assertThat(query(trace, "events evt.type = chmod and evt.arg.mode contains S_ISUID"))
                .hasSize(1);
    }

    /** The last moment at which the shell runs: its child, which ends before it, has just ended. */
    private static void checkDescriptorsOfTheShell(String trace, boolean openat2) {
        String end =
                query(trace, "events evt.type = procexit and proc.name = sleep").get(0);
        String time = end.replaceFirst(".*\"time\":\"([^\"]+)\".*", "$1");
        List<String> open = query(trace, "lsof --at " + time).stream()
                .filter(line -> line.contains("\"process\":\"sh\"") || line.contains("\"pid\":1,"))
                .toList();
        assertThat(open).noneMatch(line -> line.contains("/etc/group"));
        assertThat(open).anyMatch(line -> line.contains("/etc/hosts"));
        assertThat(open.stream().filter(line -> line.contains("\"fd\":3,") && line.contains("\"type\":\"file\"")))
                .as("of openat2, or of the shell's script")
                .hasSize(openat2 ? 1 : 0);
    }

    private static List<String> query(String trace, String command) {
        Program.Result result = Program.run("query", "--format", "json", "-e", command, trace);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().lines().toList();
    }

    private String record(Runsc runsc) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(PERL), "no perl");
        return RealRecording.of(
                        folder,
                        session -> RealRecording.run(
                                folder, runsc.command(folder, session, "do", PERL.toString(), "-e", CALLS)))
                .toString();
    }
}
