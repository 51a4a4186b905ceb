// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.schema.Execve;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.Prlimit;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.schema.StructRlimit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of process and thread fields during their lives (gvisor-semantics 6.2). Process 3 runs cat below bash. */
class ProcessValuesTest {
    private static final int THREAD = 0x10f00;

    /** The last event: a call that changes nothing. */
    private static Calls at(Calls calls, int pid) {
        return calls.by(pid).openat("/etc/hosts", 0, -2);
    }

    private static Calls forked() {
        return Calls.ofCat().cloned(4, 4, 0).clone(0x11, 4);
    }

    private static Calls executed(Calls calls, int pid, String path, String... arguments) {
        calls.by(pid);
        return calls.send(Execve.newBuilder()
                        .setContextData(calls.context())
                        .setExit(Calls.exit(0))
                        .setSysno(59)
                        .setPathname(path)
                        .addAllArgv(List.of(arguments))
                        .build())
                .send(ExecveInfo.newBuilder()
                        .setContextData(calls.context())
                        .setBinaryPath(path)
                        .setExecfn(path)
                        .addAllArgv(List.of(arguments))
                        .build());
    }

    @Test
    void aForkedChildHasTheNameOfItsParentAndNoArguments() throws Exception {
        Calls child = at(forked(), 4);
        assertThat(child.values("proc.pid", "proc.ppid", "proc.name", "proc.exe", "proc.exepath", "proc.pname"))
                .containsExactly("4", "3", "cat", "cat", "/usr/bin/cat", "cat");
        assertThat(child.values("proc.args", "proc.cmdline", "proc.cmdnargs", "proc.cmdlenargs"))
                .containsExactly("", "cat", "0", "0");
        assertThat(child.values("gvisor.cmdline", "gvisor.argv0", "proc.env[HOME]", "proc.pcmdline"))
                .containsExactly("cat -n /etc/passwd", "cat", "/h3", "cat -n /etc/passwd");
        assertThat(child.values("proc.nthreads", "thread.ismain", "proc.is_exe_upper_layer", "gvisor.exe.size"))
                .containsExactly("1", "true", "true", "35664");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "0 | head | /usr/bin/head | head -1     | 5",
                "1 | cat  | /usr/bin/cat  | cat -n /etc/passwd | 3",
                "2 | bash | /bin/bash     | bash -c run it | 2",
                "3 | init | init          | init        | 1",
                "4 | -    | -             | -           | -"
            })
    void ancestorsAreCountedFromTheProcessItself(int n, String name, String exe, String line, String pid)
            throws Exception {
        Calls child = at(executed(Calls.ofCat().cloned(5, 5, 0), 5, "/usr/bin/head", "head", "-1"), 5);
        String at = "[" + n + "]";
        assertThat(child.values("proc.aname" + at, "proc.aexe" + at, "proc.acmdline" + at, "proc.apid" + at))
                .containsExactly(name, exe, line, pid);
    }

    @Test
    void anAncestorWithoutANumberIsAnyButTheProcessItself() throws Exception {
        Calls child = at(executed(Calls.ofCat().cloned(5, 5, 0), 5, "/usr/bin/head", "head"), 5);
        assertThat(child.values("any proc.aname", "any proc.aexepath"))
                .containsExactly("exists cat or bash or init", "exists /usr/bin/cat or /bin/bash or init");
    }

    @Test
    void aThreadIsOneOfItsProcess() throws Exception {
        Calls calls = Calls.ofCat().cloned(5, 3, THREAD);
        calls.send(Open.newBuilder()
                .setContextData(calls.sentry().context(5, 3))
                .setExit(Calls.exit(9))
                .setSysno(257)
                .setFd(Calls.AT_FDCWD)
                .setPathname("/x")
                .build());
        assertThat(calls.values("thread.tid", "proc.pid", "thread.ismain", "proc.name", "proc.args", "proc.ppid"))
                .containsExactly("5", "3", "false", "cat", "", "2");
        assertThat(calls.values("proc.nthreads", "proc.nchilds")).containsExactly("2", "1");
        assertThat(calls.read(0, 9, 1).values("thread.tid", "thread.ismain", "fd.name"))
                .as("threads share descriptors")
                .containsExactly("3", "true", "/x");
    }

    @Test
    void anOrphanIsAChildOfTheFirstProcess() throws Exception {
        Calls orphan = at(forked().by(3).ended(0), 4);
        assertThat(orphan.values("proc.pid", "proc.pname", "proc.ppid", "any proc.aname"))
                .containsExactly("4", "init", "1", "exists init");
    }

    @Test
    void theFirstProcessHasNoParent() throws Exception {
        assertThat(at(Calls.ofCat(), 1)
                        .values("proc.name", "proc.pid", "proc.pname", "proc.ppid", "proc.pexe", "proc.pcmdline"))
                .containsExactly("init", "1", null, null, null, null);
        assertThat(at(Calls.ofCat(), 1).value("any proc.aname")).isEqualTo("missing ");
    }

    @Test
    void aNewProgramReplacesNameArgumentsAndExecutable() throws Exception {
        Calls ran = at(executed(Calls.ofCat(), 3, "/opt/a-name-that-is-quite-long", "posing", "as", "it"), 3);
        assertThat(ran.values("proc.name", "proc.exe", "proc.exepath", "proc.args", "gvisor.argv0"))
                .containsExactly(
                        "a-name-that-is-",
                        "/opt/a-name-that-is-quite-long",
                        "/opt/a-name-that-is-quite-long",
                        "as it",
                        "posing");
        assertThat(ran.values("proc.exeline", "proc.cmdline", "proc.cmdnargs", "proc.cmdlenargs", "proc.pid"))
                .containsExactly("/opt/a-name-that-is-quite-long as it", "a-name-that-is- as it", "2", "4", "3");
        assertThat(ran.values("gvisor.exe.size", "gvisor.exe.sha256", "proc.exe_ino"))
                .as("nothing is left of the program before")
                .containsOnlyNulls();
    }

    @Test
    void anExecutionWithoutArgumentsHasABlankBehindIt() throws Exception {
        Calls ran = at(executed(Calls.ofCat(), 3, "/bin/true", "true"), 3);
        assertThat(ran.values("proc.exeline", "proc.args", "proc.cmdnargs")).containsExactly("/bin/true ", "", "0");
    }

    @Test
    void aDirectoryIsPrintedWithItsSlash() throws Exception {
        assertThat(at(Calls.ofCat().chdir(80, Calls.AT_FDCWD, "/var/log", 0), 3).value("proc.cwd"))
                .isEqualTo("/var/log/");
        assertThat(at(Calls.ofCat().chdir(80, Calls.AT_FDCWD, "/var", 0).chdir(80, Calls.AT_FDCWD, "../tmp//x/", 0), 3)
                        .value("proc.cwd"))
                .isEqualTo("/tmp/x/");
        assertThat(at(Calls.ofCat().chdir(80, Calls.AT_FDCWD, "/var", -2), 3).value("proc.cwd"))
                .as("the call failed")
                .isEqualTo("/");
        assertThat(at(Calls.ofCat().openat("/srv/", 0x10000, 6).chdir(81, 6, "", 0), 3)
                        .value("proc.cwd"))
                .isEqualTo("/srv/");
        assertThat(at(forked().by(4).chdir(80, Calls.AT_FDCWD, "/child", 0), 3).value("proc.cwd"))
                .as("a child has a directory of its own")
                .isEqualTo("/");
    }

    @Test
    void aSessionIsLedByWhoBeganIt() throws Exception {
        Calls leader = at(forked().by(4).setid(112, 0, 4), 4);
        assertThat(leader.values("proc.sid", "proc.is_sid_leader", "proc.pgid", "proc.is_pgid_leader", "proc.sname"))
                .containsExactly("4", "true", "4", "true", "cat");
        Calls member = at(leader.by(4).cloned(6, 6, 0), 6);
        assertThat(member.values("proc.sid", "proc.is_sid_leader", "proc.pgid", "proc.is_pgid_leader"))
                .containsExactly("4", "false", "4", "false");
        Calls grouped = at(member.by(6).raw(109, 0, 0, 0), 6);
        assertThat(grouped.values("proc.sid", "proc.pgid", "proc.is_pgid_leader"))
                .containsExactly("4", "6", "true");
        assertThat(at(forked().by(4).setid(112, 0, -1), 4).value("proc.is_sid_leader"))
                .as("the call failed")
                .isEqualTo("false");
    }

    @Test
    void descriptorsAreCountedAgainstTheirLimit() throws Exception {
        Calls calls = Calls.ofCat().openat("/a", 0, 5).openat("/b", 0, 6);
        long open = Long.parseLong(String.valueOf(calls.value("proc.fdopencount")));
        assertThat(at(calls.close(6, 0), 3).value("proc.fdopencount")).isEqualTo(Long.toString(open - 1));
        calls.send(Prlimit.newBuilder()
                .setContextData(calls.context())
                .setExit(Calls.exit(0))
                .setSysno(302)
                .setResource(7)
                .setNewLimit(StructRlimit.newBuilder().setCur(64).setMax(64))
                .build());
        assertThat(at(calls, 3).value("proc.fdlimit")).isEqualTo("64");
    }

    @Test
    void theLoginShellIsTheOutermost() throws Exception {
        Calls inner = executed(Calls.ofCat().cloned(5, 5, 0), 5, "/bin/zsh", "zsh");
        assertThat(at(inner, 5).value("proc.loginshellid")).isEqualTo("2");
        assertThat(at(Calls.ofCat(), 1).value("proc.loginshellid")).isIn(null, "0");
    }

    @Test
    void agesCountFromTheBeginning() throws Exception {
        Calls child = at(forked(), 4);
        long start = Long.parseLong(String.valueOf(child.value("proc.pid.ts")));
        long parent = Long.parseLong(String.valueOf(child.value("proc.ppid.ts")));
        long now = Long.parseLong(String.valueOf(child.value("evt.rawtime")));
        assertThat(start).isGreaterThan(parent).isLessThanOrEqualTo(now);
        assertThat(child.values("proc.duration", "proc.ppid.duration"))
                .containsExactly(Long.toString(now - start), Long.toString(now - parent));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "proc.env[HOME], /h3",
                "proc.env[EMPTY], ``",
                "proc.env[SP], a b",
                "proc.env[home], ``",
                "proc.env[HOM], ``",
                "proc.aenv[DEEP], of bash",
                "proc.aenv[TEST_ENV], x",
                "proc.aenv[HOME], ``"
            })
    void variablesAreFoundByTheirWholeName(String field, String value) throws Exception {
        assertThat(at(Calls.ofCat(), 3).value(field)).isEqualTo(value);
    }

    /** A container without a terminal, whose first process has the id that the context gives. */
    @Test
    void aContainerBeginsWithACloneAndAnExecution() throws Exception {
        FakeSentry sentry = new FakeSentry();
        sentry.send(Start.newBuilder()
                .setContextData(sentry.context(14))
                .setId(sentry.context(14).getContainerId())
                .setCwd("/srv")
                .addAllArgs(List.of("/bin/server", "-p", "80"))
                .addEnv("A=b")
                .build());
        assertThat(sentry.values("evt.type", "proc.pid", "proc.name", "proc.exe", "proc.args", "proc.env[A]"))
                .containsExactly("execve", "14", "server", "/bin/server", "-p 80", "b");
        assertThat(sentry.values("proc.cwd", "gvisor.terminal", "proc.tty", "proc.vpid", "container.start_ts"))
                .containsExactly("/srv/", "false", "0", "1", sentry.value("evt.rawtime"));
    }

    @Test
    void anEndShowsTheProcessAsItWas() throws Exception {
        Calls ended = Calls.ofCat().openat("/a", 0, 5).ended(0x100);
        assertThat(ended.values("evt.type", "proc.name", "proc.pid", "proc.pname", "proc.args"))
                .containsExactly("procexit", "cat", "3", "bash", "-n /etc/passwd");
        assertThat(ended.values("gvisor.exit.code", "gvisor.exit.signal", "gvisor.exit.core", "evt.arg.ret"))
                .containsExactly("1", "0", "false", "1");
        assertThat(Calls.ofCat().ended(139).values("gvisor.exit.code", "gvisor.exit.signal", "gvisor.exit.core"))
                .containsExactly("0", "11", "true");
    }

    @Test
    void idsThatAreHandedOutAgainAreOtherProcesses() throws Exception {
        Calls again = at(forked().by(4).ended(0).by(2).cloned(4, 4, 0), 4);
        assertThat(again.values("proc.name", "proc.pname", "proc.ppid")).containsExactly("bash", "bash", "2");
    }

    @Test
    void aLongLineOfAncestorsIsFollowed() throws Exception {
        Calls calls = Calls.ofCat();
        IntStream.range(10, 40).forEach(pid -> calls.by(pid == 10 ? 3 : pid - 1).cloned(pid, pid, 0));
        assertThat(at(calls, 39).values("proc.apid[29]", "proc.apid[30]", "proc.aname[32]"))
                .containsExactly("10", "3", "init");
    }
}
