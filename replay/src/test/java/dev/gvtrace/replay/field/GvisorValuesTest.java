// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gvtrace.proto.schema.Close;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Credentials;
import dev.gvtrace.proto.schema.Execve;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.proto.schema.FdInfo;
import dev.gvtrace.proto.schema.MmapInfo;
import dev.gvtrace.proto.schema.PipeProcInfo;
import dev.gvtrace.proto.schema.SocketInfo;
import dev.gvtrace.proto.schema.SocketIp;
import dev.gvtrace.proto.schema.Timespec;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields that gvtrace has of its own, from the messages that they come from (gvisor-semantics 6.7). */
class GvisorValuesTest {
    /** The execution of /bin/sort by process 3, as a Sentry reports it with these additions. */
    private static Calls executed(Consumer<ExecveInfo.Builder> more) {
        Calls calls = Calls.ofCat();
        calls.send(Execve.newBuilder()
                .setContextData(calls.context())
                .setExit(Calls.exit(0))
                .setSysno(59)
                .setPathname("/bin/sort")
                .addArgv("sort")
                .addArgv("-u")
                .build());
        ExecveInfo.Builder info = ExecveInfo.newBuilder()
                .setContextData(calls.context())
                .setBinaryPath("/usr/bin/sort")
                .setExecfn("/bin/sort")
                .setBinaryMode(0100755)
                .addArgv("sort")
                .addArgv("-u");
        more.accept(info);
        return calls.send(info.build());
    }

    private static ByteString digest(int bytes) {
        byte[] digest = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            digest[i] = (byte) (0xa0 + i);
        }
        return ByteString.copyFrom(digest);
    }

    @Test
    void anExecutionHasItsProgramAndItsProof() throws Exception {
        assertThat(executed(info -> {})
                        .values(
                                "gvisor.exec_proof",
                                "gvisor.execfn",
                                "proc.exepath",
                                "gvisor.argv0",
                                "gvisor.cmdline",
                                "proc.exe",
                                "proc.name"))
                .containsExactly("sentry", "/bin/sort", "/usr/bin/sort", "sort", "sort -u", "/bin/sort", "sort");
    }

    @Test
    void factsAboutTheFileAreThoseOfTheMessage() throws Exception {
        Calls ran = executed(info -> info.setBinaryUid(5)
                .setBinaryGid(6)
                .setBinaryIno(77)
                .setBinarySize(1234)
                .setBinaryNlink(3)
                .setBinaryCtime(Timespec.newBuilder().setSec(10).setNsec(7))
                .setBinarySha256(digest(32))
                .setBinarySha1(digest(20)));
        assertThat(ran.values(
                        "gvisor.exe.mode",
                        "gvisor.exe.uid",
                        "gvisor.exe.gid",
                        "gvisor.exe.size",
                        "gvisor.exe.nlink",
                        "proc.exe_ino",
                        "proc.exe_ino.ctime"))
                .containsExactly("33261", "5", "6", "1234", "3", "77", "10000000007");
        assertThat(ran.value("gvisor.exe.sha256"))
                .isEqualTo("a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf");
        assertThat(ran.value("gvisor.exe.sha1")).isEqualTo("a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3");
    }

    /** What is absent on the wire is 0 and false, as the message that carries it is there; digests have no zero. */
    @Test
    void whatTheMessageLeavesOutIsZero() throws Exception {
        Calls ran = executed(info -> {});
        assertThat(ran.values("gvisor.exe.uid", "gvisor.exe.size", "gvisor.exe.nlink"))
                .containsOnly("0");
        assertThat(ran.values("gvisor.exe.upper", "gvisor.exe.lower", "gvisor.exe.memfd"))
                .containsOnly("false");
        assertThat(ran.values("gvisor.exe.sha256", "gvisor.exe.sha1", "gvisor.stdin.path", "gvisor.pipe_in.pid"))
                .containsOnlyNulls();
    }

    @ParameterizedTest
    @CsvSource({
        "true,  true,  false, true,  false, false",
        "false, true,  false, false, true,  false",
        "true,  false, false, true,  false, false",
        "false, false, true,  false, false, true",
        "false, false, false, false, false, false"
    })
    void aFileIsOfTheUpperLayerElseOfTheLowerOne(
            boolean upper, boolean lower, boolean memfd, String isUpper, String isLower, String isMemfd)
            throws Exception {
        Calls ran = executed(info -> info.setBinaryOverlayfsUpper(upper)
                .setBinaryOverlayfsLower(lower)
                .setBinaryInMemfd(memfd));
        assertThat(ran.values("proc.is_exe_upper_layer", "proc.is_exe_lower_layer", "proc.is_exe_from_memfd"))
                .containsExactly(isUpper, isLower, isMemfd);
        assertThat(ran.values("gvisor.exe.upper", "gvisor.exe.lower", "gvisor.exe.memfd"))
                .containsExactly(String.valueOf(upper), String.valueOf(lower), String.valueOf(memfd));
    }

    /** Mode, owner and group of the file; user 1000 of group 1000 asks. */
    @ParameterizedTest
    @CsvSource({
        "0755, 0,    0,    false",
        "0755, 1000, 0,    true",
        "0555, 1000, 0,    false",
        "0775, 0,    1000, true",
        "0755, 0,    1000, false",
        "0757, 0,    0,    true"
    })
    void writePermissionsOfTheProgram(String mode, int owner, int group, String writable) throws Exception {
        Calls ran = executed(info -> info.setBinaryMode(0100000 | Integer.parseInt(mode, 8))
                .setBinaryUid(owner)
                .setBinaryGid(group));
        assertThat(ran.value("proc.is_exe_writable")).isEqualTo(writable);
    }

    @Test
    void standardDescriptorsAreThoseOfTheExecution() throws Exception {
        Calls ran = executed(info -> info.setStdin(
                        FdInfo.newBuilder().setMode(0010600).setIno(9).setPath("pipe:[9]"))
                .setStdout(FdInfo.newBuilder()
                        .setMode(0140777)
                        .setIno(7)
                        .setPath("socket:[7]")
                        .setSocket(SocketInfo.newBuilder()
                                .setFamily(2)
                                .setLocal(SocketIp.newBuilder()
                                        .setFamily(2)
                                        .setIp(ByteString.copyFrom(new byte[] {10, 0, 0, 2}))
                                        .setPort(20480))
                                .setRemote(SocketIp.newBuilder()
                                        .setFamily(2)
                                        .setIp(ByteString.copyFrom(new byte[] {1, 2, 3, 4}))
                                        .setPort(14610)))));
        assertThat(ran.values("gvisor.stdin.path", "gvisor.stdin.ino", "gvisor.stdin.lip", "gvisor.stdin.rport"))
                .containsExactly("pipe:[9]", "9", null, null);
        assertThat(ran.values(
                        "gvisor.stdout.path",
                        "gvisor.stdout.ino",
                        "gvisor.stdout.lip",
                        "gvisor.stdout.lport",
                        "gvisor.stdout.rip",
                        "gvisor.stdout.rport"))
                .as("ports are sent in network order")
                .containsExactly("socket:[7]", "7", "10.0.0.2", "80", "1.2.3.4", "4665");
        assertThat(ran.values("gvisor.stderr.path", "gvisor.stderr.ino")).containsOnlyNulls();
        assertThat(ran.write(1, 1, 5).values("fd.type", "fd.num")).containsExactly("ipv4", "1");
        assertThat(ran.read(0, 0, 5).values("fd.type", "evt.category")).containsExactly("pipe", "ipc");
    }

    @Test
    void siblingsOfAPipeAreNamed() throws Exception {
        Calls ran = executed(info -> info.setPipeInputProc(PipeProcInfo.newBuilder()
                        .setContextData(ContextData.newBuilder()
                                .setThreadId(8)
                                .setThreadGroupId(8)
                                .setProcessName("cat")))
                .setPipeOutputProc(PipeProcInfo.newBuilder()
                        .setContextData(ContextData.newBuilder()
                                .setThreadId(9)
                                .setThreadGroupId(9)
                                .setProcessName("uniq"))));
        assertThat(ran.values("gvisor.pipe_in.pid", "gvisor.pipe_in.name")).containsExactly("8", "cat");
        assertThat(ran.values("gvisor.pipe_out.pid", "gvisor.pipe_out.name")).containsExactly("9", "uniq");
    }

    @Test
    void factsOfTheProgramStayAndAreInherited() throws Exception {
        Calls ran = executed(info -> info.setBinarySha1(digest(20)).setBinarySize(1234));
        assertThat(ran.openat("/x", 0, 5).values("gvisor.exe.size", "gvisor.execfn", "gvisor.exec_proof"))
                .containsExactly("1234", "/bin/sort", null);
        assertThat(ran.cloned(4, 4, 0).by(4).openat("/x", 0, 5).values("gvisor.exe.size", "gvisor.exe.sha1"))
                .containsExactly("1234", "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3");
    }

    @Test
    void idsAreRealEffectiveAndSaved() throws Exception {
        Calls calls = Calls.ofCat();
        ContextData context = calls.context().toBuilder()
                .setCredentials(Credentials.newBuilder()
                        .setRealUid(1)
                        .setEffectiveUid(-1)
                        .setSavedUid(3)
                        .setRealGid(4)
                        .setEffectiveGid(5)
                        .setSavedGid(6))
                .build();
        calls.send(Close.newBuilder()
                .setContextData(context)
                .setExit(Calls.exit(0))
                .setSysno(3)
                .setFd(9)
                .build());
        assertThat(calls.values("gvisor.uid.real", "gvisor.uid.effective", "gvisor.uid.saved"))
                .containsExactly("1", "4294967295", "3");
        assertThat(calls.values("gvisor.gid.real", "gvisor.gid.effective", "gvisor.gid.saved"))
                .containsExactly("4", "5", "6");
        assertThat(calls.values("user.uid", "group.gid")).containsExactly("4294967295", "5");
    }

    @Test
    void contextsHaveParentsStartTimesAndSessions() throws Exception {
        Calls calls = Calls.ofCat();
        calls.send(Close.newBuilder()
                .setContextData(calls.context().toBuilder()
                        .setParentThreadGroupId(1)
                        .setThreadStartTimeNs(111)
                        .setThreadGroupStartTimeNs(222)
                        .setIsExecSession(true))
                .setExit(Calls.exit(0))
                .setSysno(3)
                .setFd(9)
                .build());
        assertThat(calls.values(
                        "gvisor.parent_pid", "gvisor.thread.start", "gvisor.proc.start", "gvisor.is_exec_session"))
                .containsExactly("1", "111", "222", "true");
    }

    @Test
    void aMappingHasItsFile() throws Exception {
        Calls calls = Calls.ofCat();
        calls.send(MmapInfo.newBuilder()
                        .setContextData(calls.context())
                        .setMappedPath("/lib/libc.so.6")
                        .setMappedIno(5)
                        .setMappedMode(0100644)
                        .setMappedUid(7)
                        .setMappedGid(8)
                        .setMappedCtime(Timespec.newBuilder().setSec(1).setNsec(2))
                        .setIsInitialMmap(true)
                        .setOverlayfsLower(true)
                        .build())
                .mmap(5, 4096);
        assertThat(calls.values(
                        "evt.type",
                        "evt.rawres",
                        "gvisor.mmap.path",
                        "gvisor.mmap.ino",
                        "gvisor.mmap.mode",
                        "gvisor.mmap.uid",
                        "gvisor.mmap.gid",
                        "gvisor.mmap.ctime"))
                .containsExactly("mmap", "4096", "/lib/libc.so.6", "5", "33188", "7", "8", "1000000002");
        assertThat(calls.values("gvisor.mmap.initial", "gvisor.mmap.upper", "gvisor.mmap.lower"))
                .containsExactly("true", "false", "true");
        assertThat(Calls.ofCat().mmap(-1, 4096).values("gvisor.mmap.path", "gvisor.mmap.initial", "gvisor.mmap.ino"))
                .as("a mapping without that message")
                .containsOnlyNulls();
    }

    @Test
    void rawCallsHaveTheirNumberNameAndRegisters() throws Exception {
        Calls raw = Calls.ofCat().raw(62, 0, 2, 9, 3, 4, 5, -1);
        assertThat(raw.values(
                        "gvisor.raw.sysno",
                        "gvisor.raw.name",
                        "gvisor.raw.arg[0]",
                        "gvisor.raw.arg[1]",
                        "gvisor.raw.arg[4]",
                        "gvisor.raw.arg[5]"))
                .containsExactly("62", "kill", "2", "9", "5", "18446744073709551615");
        assertThat(Calls.ofCat().openat("/x", 0, 5).values("gvisor.raw.sysno", "gvisor.raw.name", "gvisor.raw.arg[0]"))
                .containsOnlyNulls();
        assertThat(Calls.ofCat().raw(9999, 0).values("gvisor.raw.sysno", "gvisor.raw.arg[0]"))
                .containsExactly("9999", "0");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, false", "256, 1, 0, false", "65280, 255, 0, false", "9, 0, 9, false", "139, 0, 11, true"})
    void anEndHasACodeOrASignal(int status, String code, String signal, String core) throws Exception {
        assertThat(Calls.ofCat()
                        .ended(status)
                        .values("gvisor.exit.code", "gvisor.exit.signal", "gvisor.exit.core", "evt.arg.status"))
                .containsExactly(code, signal, core, Integer.toString(status));
    }

    @Test
    void lossesStandAtTheNextEvent() throws Exception {
        Calls calls = Calls.ofCat();
        calls.sentry()
                .send(
                        Close.newBuilder()
                                .setContextData(calls.context())
                                .setExit(Calls.exit(0))
                                .setSysno(3)
                                .setFd(9)
                                .build(),
                        6);
        assertThat(calls.value("gvisor.dropped")).isEqualTo("6");
        calls.sentry()
                .send(
                        Close.newBuilder()
                                .setContextData(calls.context())
                                .setExit(Calls.exit(0))
                                .setSysno(3)
                                .setFd(9)
                                .build(),
                        6);
        assertThat(calls.values("gvisor.dropped", "gvisor.connection", "gvisor.concealed"))
                .containsExactly("0", "1", "false");
    }
}
