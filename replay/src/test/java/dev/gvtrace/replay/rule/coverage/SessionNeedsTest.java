// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.replay.Installed;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The points and fields that a session has to request so that rules can match. */
class SessionNeedsTest {
    private static SessionNeeds needs(Architecture architecture, String... conditions) {
        SessionNeeds needs = new SessionNeeds(new FakeSession(architecture), Installed.binding());
        for (String condition : conditions) {
            needs.add(FakeSession.rule(condition, ""));
        }
        return needs;
    }

    private static Map<String, SortedSet<String>> points(String... conditions) {
        return needs(Architecture.X86_64, conditions).points();
    }

    @Test
    void everyRuleNeedsTheLifeOfProcesses() {
        assertThat(points("evt.type = ptrace").keySet())
                .contains(
                        "container/start",
                        "sentry/clone",
                        "sentry/execve",
                        "sentry/task_exit",
                        "sentry/exit_notify_parent",
                        "syscall/execve/exit",
                        "syscall/execveat/exit",
                        "syscall/ptrace/exit")
                .doesNotContain("syscall/openat/exit", "syscall/close/exit", "syscall/setsid/exit");
        assertThat(points("evt.type = ptrace").get("syscall/ptrace/exit"))
                .contains("time", "thread_id", "group_id", "container_id", "task_start_time", "parent_thread_group_id")
                .doesNotContain("credentials", "cwd", "process_name");
    }

    @Test
    void namesOfProcessesAreAskedForWhereOnlyAContextHasThem() {
        String session = "evt.type = execve and gvisor.exec_proof = session and proc.name = sh";
        String pipe = "evt.type = execve and gvisor.pipe_in.name = nc";
        for (String condition : List.of(session, pipe)) {
            assertThat(points(condition).get("sentry/execve")).contains("process_name");
            assertThat(needs(Architecture.X86_64, condition).nameless()).isEmpty();
        }
        SessionNeeds both = needs(Architecture.X86_64, session, "evt.type = open and gvisor.concealed = true");
        assertThat(both.points().get("sentry/execve")).doesNotContain("process_name");
        assertThat(both.nameless()).hasSize(1);
    }

    /** Each row: a condition, a point that it needs, and the field that is asked for there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evt.type = ptrace and user.uid = 0              | syscall/ptrace/exit | credentials",
                "evt.type = ptrace and gvisor.gid.real = 0       | syscall/ptrace/exit | credentials",
                "evt.type = ptrace and proc.duration > 5         | syscall/ptrace/exit | thread_group_start_time",
                "evt.type = ptrace and proc.pid.ts > 5           | syscall/ptrace/exit | thread_group_start_time",
                "evt.type = ptrace and gvisor.is_exec_session = true | syscall/ptrace/exit | is_exec_session",
                "evt.type = execve and proc.env[A] = b           | syscall/execve/exit | envv",
                "evt.type = execve and proc.aenv[A] = b          | container/start     | env",
                "evt.type = execve and proc.exe_ino = 5          | sentry/execve       | binary_info",
                "evt.type = execve and gvisor.exe.size = 5       | sentry/execve       | binary_info",
                "evt.type = execve and gvisor.exe.sha256 = a     | sentry/execve       | binary_sha256",
                "evt.type = execve and gvisor.exe.sha1 = a       | sentry/execve       | binary_sha1",
                "evt.type = execve and gvisor.stderr.path = a    | sentry/execve       | fd_info",
                "evt.type = execve and gvisor.pipe_out.pid = 5   | sentry/execve       | pipe_proc_info",
                "evt.type = openat and gvisor.fd_path = /a       | syscall/openat/exit | fd_path"
            })
    void aFieldNeedsWhatItComesFrom(String condition, String point, String field) {
        assertThat(points(condition).get(point)).contains(field);
        Map<String, SortedSet<String>> others = points("evt.type = ptrace", "evt.type = openat and fd.name = /a");
        assertThat(others.getOrDefault(point, new TreeSet<>()))
                .as("without the field")
                .doesNotContain(field);
    }

    /** Each row: a condition, a point that it needs, and one that it does not need. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evt.type = execve and proc.sid = 5        | syscall/setsid/exit    | syscall/openat/exit",
                "evt.type = execve and proc.sname = sh     | syscall/setsid/exit    | syscall/sysno/109/exit",
                "evt.type = execve and proc.pgid = 5       | syscall/sysno/109/exit | syscall/openat/exit",
                "evt.type = execve and proc.fdlimit = 5    | syscall/prlimit64/exit | syscall/openat/exit",
                "evt.type = execve and proc.cwd = /a       | syscall/fchdir/exit    | syscall/socket/exit",
                "evt.type = execve and proc.stdin.type = x | syscall/pipe2/exit     | syscall/prlimit64/exit",
                "evt.type = read and fd.name = /a          | syscall/openat/exit    | syscall/prlimit64/exit",
                "evt.type = read and fd.name = /a          | syscall/sysno/437/exit | syscall/setsid/exit",
                "evt.type = read and fd.sip = 1.2.3.4      | syscall/connect/exit   | syscall/setsid/exit",
                "evt.type = connect and fd.sip = 1.2.3.4   | syscall/socket/exit    | syscall/openat/exit",
                "evt.type = connect and fd.sip = 1.2.3.4   | syscall/close/exit     | syscall/pipe2/exit",
                "evt.type = openat and fd.name = /a        | syscall/chdir/exit     | syscall/connect/exit",
                "evt.type = mmap and gvisor.mmap.path = /a | sentry/mmap            | syscall/setsid/exit",
                "evt.type = pread and fd.num = 5           | syscall/pread64/exit   | syscall/prlimit64/exit",
                "evt.type = mount                          | syscall/sysno/165/enter | syscall/openat/exit"
            })
    void followsWhatTheValueDependsOn(String condition, String needed, String notNeeded) {
        assertThat(points(condition).keySet()).contains(needed).doesNotContain(notNeeded);
    }

    /** The Sentry takes the context of a raw exit from the enter, so both are asked for. */
    @Test
    void concealedCallsNeedRawPointsOfCallsThatNameThings() {
        assertThat(points("evt.type = openat and gvisor.concealed = true").keySet())
                .contains(
                        "syscall/openat/exit",
                        "syscall/sysno/257/enter",
                        "syscall/sysno/257/exit",
                        "syscall/sysno/59/exit",
                        "syscall/sysno/42/exit");
    }

    @Test
    void numbersOfRawPointsAreTheGuests() {
        Map<String, SortedSet<String>> arm = needs(Architecture.ARM64, "evt.type = mount", "evt.type in (open, openat)")
                .points();
        assertThat(arm.keySet())
                .contains("syscall/sysno/40/exit", "syscall/openat/exit")
                .doesNotContain("syscall/sysno/165/exit", "syscall/open/exit");
    }

    @Test
    void rulesThatNothingHelpsAndRulesAboutAllTypesAreNamed() {
        SessionNeeds needs =
                needs(Architecture.X86_64, "evt.type = execve and thread.cap_effective contains x", "proc.name = sh");
        assertThat(needs.hopeless()).containsExactly("R");
        assertThat(needs.broad()).containsExactly("R");
        assertThat(needs.points().keySet())
                .as("calls that only raw points show are left out")
                .contains("syscall/openat/exit")
                .doesNotContain("syscall/sysno/165/exit");
    }

    /** The listed points and fields are sufficient: with them the rule can match. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evt.type = openat and fd.name = /etc/shadow and user.uid = 0",
                "evt.type = execve and proc.exe_ino = 5 and proc.pname = sh and proc.env[A] = b",
                "evt.type = execve and gvisor.exe.sha256 = a and gvisor.stdin.path = /x and gvisor.pipe_in.pid = 5",
                "evt.type = connect and fd.sip = 1.2.3.4 and proc.aname[2] = sh",
                "evt.type = mount and evt.failed = false",
                "evt.type = openat and gvisor.concealed = true",
                "evt.type = procexit and proc.duration > 5"
            })
    void theRequestedPointsSuffice(String condition) {
        FakeSession session = new FakeSession(Architecture.X86_64);
        points(condition).forEach(session::ask);
        assertThat(new CoverageCheck(session, Installed.binding())
                        .check(FakeSession.rule(condition, ""))
                        .status())
                .isEqualTo(RuleCoverage.Status.FULL);
    }
}
