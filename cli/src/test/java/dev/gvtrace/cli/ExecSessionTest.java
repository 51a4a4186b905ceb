// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that runsc exec starts in a real container, and programs that are not found, recorded with the default
 * profile.
 */
@Timeout(300)
class ExecSessionTest {
    private static final String CONTAINER = "e".repeat(64);
    private static final String BUNDLE = """
            {"ociVersion":"1.0.0","process":{"terminal":false,"user":{"uid":0,"gid":0},
            "args":["sleep","60"],"env":["PATH=/usr/bin:/bin"],"cwd":"/"},
            "root":{"path":"/","readonly":true},"hostname":"x",
            "mounts":[{"destination":"/proc","type":"proc","source":"proc"}],
            "linux":{"namespaces":[{"type":"pid"},{"type":"network"},{"type":"mount"},{"type":"ipc"},{"type":"uts"}]}}
            """;
    /** The first cat is found in the second folder of PATH, the other program nowhere. */
    private static final String SCRIPT =
            "/usr/bin/env PATH=/nowhere:/usr/bin:/bin cat /dev/null; /usr/bin/env no-such-program; :";

    private static final String FAILED_RULE = """
            - rule: a program was not started
              desc: d
              condition: evt.type = execve and evt.failed = true
              output: "path=%evt.arg.exe proof=%gvisor.exec_proof by=%proc.name"
              priority: INFO
            """;

    @TempDir
    private Path folder;

    @Test
    void theNewestSentryReportsExecSessions() throws Exception {
        String trace = record(Runsc.newestOne());
        assertThat(query(trace, "events gvisor.exec_proof = session"))
                .extracting(line -> line.replaceFirst(".*\"name\":\"(\\w+)\",\"type\":\"(\\w+)\".*", "$1 $2"))
                .containsExactly("cat execve", "sh execve");
        assertThat(query(trace, "events evt.type = execve and proc.name = cat and not proc.aname[1] exists"))
                .as("the session's is the only one")
                .hasSize(1);
        Program.Result sessions = Program.run(
                "replay",
                "--rules",
                Repository.top().resolve("samples/rules/exec-sessions.yaml").toString(),
                trace);
        assertThat(sessions.exitCode()).as(sessions.err()).isZero();
        assertThat(sessions.out()
                        .lines()
                        .map(line -> line.replaceFirst("\\) container=.*", ")").replaceFirst("^\\S+ \\S+ ", ""))
                        // The list of processes taken for the first session may be late enough to have the second one.
                        .map(line -> line.replaceFirst("command=sh -c .* user=", "command=sh user=")))
                .containsExactly(
                        "A command was run from outside (command=cat user=root)",
                        "Hashes of passwords read from outside (file=/etc/shadow command=cat user=root)",
                        "A shell was opened from outside (command=sh user=root)");
        // The newest Sentries do not report the reason.
        checkFailedAttempts(trace, "<NA>");
    }

    @Test
    void theSentryOf2022ReportsFailedAttemptsAndNoSessions() throws Exception {
        String trace = record(Runsc.of2022());
        assertThat(query(trace, "events gvisor.exec_proof = session")).isEmpty();
        checkFailedAttempts(trace, "-2(ENOENT)");
    }

    private void checkFailedAttempts(String trace, String result) throws IOException {
        List<String> events = query(trace, "events evt.type = execve and gvisor.exec_proof = failed");
        assertThat(events).hasSize(3).allMatch(line -> line.contains("res=" + result));
        assertThat(query(trace, "events evt.type = execve and evt.failed = true"))
                .isEqualTo(events);

        Path rules = Files.writeString(folder.resolve("failed.yaml"), FAILED_RULE);
        Program.Result unasked = Program.run("replay", "--rules", rules.toString(), trace);
        assertThat(unasked.exitCode()).as(unasked.err()).isZero();
        assertThat(unasked.out()).isEmpty();
        Program.Result asked = Program.run("replay", "--failed-execs", "--rules", rules.toString(), trace);
        assertThat(asked.out().lines().map(line -> line.replaceFirst("^\\S+ \\S+ (.*) container=.*", "$1")))
                .containsExactly(
                        "path=/nowhere/cat proof=failed by=env",
                        "path=/usr/bin/no-such-program proof=failed by=env",
                        "path=/bin/no-such-program proof=failed by=env");
    }

    private static List<String> query(String trace, String command) {
        Program.Result result = Program.run("query", "--format", "json", "-e", command, trace);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().lines().toList();
    }

    private String record(Runsc runsc) throws IOException, InterruptedException {
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        Files.writeString(bundle.resolve("config.json"), BUNDLE);
        return RealRecording.of(folder, session -> {
                    RealRecording.run(
                            folder,
                            runsc.command(
                                    folder, session, "run", "--detach", "--bundle", bundle.toString(), CONTAINER));
                    try {
                        RealRecording.run(
                                folder, runsc.command(folder, session, "exec", CONTAINER, "cat", "/etc/shadow"));
                        RealRecording.run(
                                folder, runsc.command(folder, session, "exec", CONTAINER, "/bin/sh", "-c", SCRIPT));
                    } finally {
                        RealRecording.run(folder, runsc.command(folder, session, "delete", "--force", CONTAINER));
                        unmount();
                    }
                })
                .toString();
    }

    /** The newest runsc leaves it mounted, and then the folder cannot be deleted. */
    private void unmount() throws IOException, InterruptedException {
        new ProcessBuilder("umount", folder.resolve("state/null-netns").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("umount.log").toFile())
                .start()
                .waitFor(10, TimeUnit.SECONDS);
    }
}
