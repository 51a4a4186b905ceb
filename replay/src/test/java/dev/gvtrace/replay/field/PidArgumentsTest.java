// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static dev.gvtrace.replay.field.FakeSentry.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.schema.Clone;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Prlimit;
import dev.gvtrace.proto.schema.Ptrace;
import dev.gvtrace.proto.schema.Setid;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.schema.Syscall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number of a PID namespace is printed with the name of the process that has it there, or without one (design 6). */
class PidArgumentsTest {
    /** A pod: root 1 is pause, root 2 is web (1 to itself), and made root 3 (2), nginx; of root 4 nothing is known. */
    private final FakeSentry sentry = new FakeSentry();

    PidArgumentsTest() {
        start(1, "/pause");
        start(2, "/bin/web");
        sentry.send(CloneInfo.newBuilder()
                .setContextData(context(2).setProcessName("web"))
                .setCreatedThreadId(3)
                .setCreatedThreadGroupId(3)
                .build());
        sentry.send(Clone.newBuilder()
                .setContextData(context(2).setProcessName("web"))
                .setExit(ok(2))
                .setSysno(56)
                .build());
    }

    private static ContextData.Builder context(int pid) {
        return ContextData.newBuilder()
                .setTimeNs(1_700_000_000_000_000_000L)
                .setThreadId(pid)
                .setThreadGroupId(pid)
                .setContainerId(pid == 1 ? "pause" : "web");
    }

    private void start(int pid, String program) {
        sentry.send(Start.newBuilder()
                .setContextData(context(pid))
                .setId(pid == 1 ? "pause" : "web")
                .addArgs(program)
                .build());
    }

    private String raw(int by, int sysno, int... arguments) throws FieldException {
        Syscall.Builder call =
                Syscall.newBuilder().setContextData(context(by)).setExit(ok(0)).setSysno(sysno);
        return sentry.send(call.setArg1(arguments.length > 0 ? arguments[0] : 0)
                        .setArg2(arguments.length > 1 ? arguments[1] : 0)
                        .build())
                .value("evt.args");
    }

    @Test
    void aCloneShowsItsChild() throws Exception {
        assertThat(sentry.value("evt.args")).startsWith("res=2(web) ").contains(" vtid=1(web) vpid=1(web) ");
        assertThat(sentry.values("proc.vpid", "thread.vtid", "proc.pvpid", "proc.pid"))
                .containsExactly("1", "1", null, "2");
        raw(3, 62, 1, 9);
        assertThat(sentry.values("proc.vpid", "thread.vtid", "proc.pvpid", "proc.pid", "proc.ppid"))
                .containsExactly("2", "2", "1", "3", "2");
        assertThat(sentry.values("proc.sid", "proc.vpgid", "proc.pgid", "proc.sname", "proc.is_sid_leader"))
                .containsExactly("1", "1", "2", "web", "false");
    }

    @ParameterizedTest
    @CsvSource({
        "62, 2 9, pid=2(web)", // kill
        "62, 3 9, pid=3 ",
        "62, -1 9, pid=-1 ",
        "200, 1 9, tid=1(web)", // tkill
        "234, 2 1, pid=2(web) tid=1(web)", // tgkill
        "109, 2 1, pid=2(web) pgid=1(web)", // setpgid
        "109, 0 3, pid=0 pgid=3",
        "434, 2 0, pid=2(web)", // pidfd_open
        "310, 2 0, pid=2(web)", // process_vm_readv
        "311, 3 0, pid=3 ",
    })
    void anArgumentNamesTheTargetProcess(int sysno, String arguments, String shown) throws Exception {
        String[] words = arguments.split(" ");
        int[] values = {Integer.parseInt(words[0]), Integer.parseInt(words[1])};
        assertThat(raw(2, sysno, values) + " ").contains(shown);
    }

    @Test
    void schematizedCallsDoTheSame() throws Exception {
        assertThat(sentry.send(Prlimit.newBuilder()
                                .setContextData(context(2))
                                .setExit(ok(0))
                                .setSysno(302)
                                .setPid(2)
                                .build())
                        .value("evt.args"))
                .contains(" pid=2(web) ");
        assertThat(sentry.send(Ptrace.newBuilder()
                                .setContextData(context(2))
                                .setExit(ok(0))
                                .setSysno(101)
                                .setRequest(16)
                                .setPid(1)
                                .build())
                        .value("evt.args"))
                .contains(" pid=1(web)");
        assertThat(sentry.send(Setid.newBuilder()
                                .setContextData(context(3))
                                .setExit(ok(2))
                                .setSysno(112)
                                .build())
                        .values("evt.args", "proc.sid", "proc.vpgid", "proc.pgid", "proc.is_sid_leader"))
                .containsExactly("res=2(web)", "2", "2", "3", "true");
    }

    @Test
    void traceMeNamesNoOtherProcess() throws Exception {
        assertThat(sentry.send(Ptrace.newBuilder()
                                .setContextData(context(2))
                                .setExit(ok(0))
                                .setSysno(101)
                                .setRequest(0)
                                .setPid(1)
                                .build())
                        .value("evt.args"))
                .isEqualTo("res=0 addr=NULL data=NULL request=1(PTRACE_TRACEME) pid=1");
    }

    @Test
    void whereTheNamespaceIsNotKnownNothingIsNamed() throws Exception {
        raw(4, 62, 1, 9);
        assertThat(sentry.values("evt.args", "proc.vpid", "thread.vtid", "proc.sid", "proc.vpgid"))
                .containsExactly("res=0 pid=1 sig=9(SIGKILL)", null, null, null, null);
    }
}
