// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static dev.gvtrace.replay.field.FakeSentry.failed;
import static dev.gvtrace.replay.field.FakeSentry.ok;

import com.google.protobuf.ByteString;
import dev.gvtrace.proto.schema.Accept;
import dev.gvtrace.proto.schema.Bind;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.Connect;
import dev.gvtrace.proto.schema.Execve;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.proto.schema.FdInfo;
import dev.gvtrace.proto.schema.Listen;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.Read;
import dev.gvtrace.proto.schema.Setid;
import dev.gvtrace.proto.schema.Socket;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.schema.Syscall;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.proto.schema.Timespec;
import java.util.List;

/** The facts of the rule language's truth table (8.2), as a Sentry sends them. */
public final class Facts {
    static final int X86_EXECVE = 59;
    static final int X86_OPEN = 2;
    static final int X86_OPENAT = 257;
    static final int ARM_OPENAT = 56;
    private static final int X86_PREAD64 = 17;
    private static final int X86_GETPID = 39;
    private static final int X86_CREAT = 85;
    private static final int X86_SYNC = 162;

    private Facts() {}

    /** Processes 1 init, 2 bash, 3 which runs cat: the last event is its execve. */
    static FakeSentry execve() {
        FakeSentry sentry = new FakeSentry();
        sentry.send(Start.newBuilder()
                .setContextData(sentry.context(1))
                .setId("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
                .setCwd("/")
                .addArgs("init")
                .setTerminal(true)
                .build());
        sentry.as(1000);
        fork(sentry, 1, 2);
        run(sentry, 2, "/bin/bash", List.of("bash", "-c", "run it"), List.of("TEST_ENV=x", "DEEP=of bash"));
        fork(sentry, 2, 3);
        return run(
                sentry,
                3,
                "/usr/bin/cat",
                List.of("cat", "-n", "/etc/passwd"),
                List.of("HOME=/h3", "EMPTY=", "SP=  a b  ", "X1=v1"));
    }

    private static void fork(FakeSentry sentry, int parent, int child) {
        sentry.send(CloneInfo.newBuilder()
                .setContextData(sentry.context(parent))
                .setCreatedThreadId(child)
                .setCreatedThreadGroupId(child)
                .setCreatedThreadStartTimeNs(sentry.context(parent).getTimeNs())
                .build());
    }

    private static FakeSentry run(
            FakeSentry sentry, int pid, String path, List<String> argv, List<String> environment) {
        sentry.send(Execve.newBuilder()
                .setContextData(sentry.context(pid))
                .setExit(ok(0))
                .setSysno(X86_EXECVE)
                .setPathname(path)
                .addAllArgv(argv)
                .addAllEnvv(environment)
                .build());
        return sentry.send(ExecveInfo.newBuilder()
                .setContextData(sentry.context(pid))
                .setBinaryPath(path)
                .setExecfn(path)
                .addAllArgv(argv)
                .addAllEnv(environment)
                .setBinaryMode(0100755)
                .setBinaryUid(1000)
                .setBinaryGid(0)
                .setBinaryIno(4711)
                .setBinaryCtime(Timespec.newBuilder().setSec(1_699_999_000L))
                .setBinaryOverlayfsUpper(true)
                .setBinarySize(35664)
                .setBinaryNlink(1)
                .setBinarySha256(ByteString.copyFrom(new byte[32]))
                .setStdin(FdInfo.newBuilder().setMode(0020620).setIno(5).setPath("/dev/pts/0"))
                .build());
    }

    private static FakeSentry open(FakeSentry sentry, int sysno, String path, int flags, int mode, long result) {
        return sentry.send(Open.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(result < 0 ? failed((int) -result) : ok(result))
                .setSysno(sysno)
                .setFd(-100)
                .setPathname(path)
                .setFlags(flags)
                .setMode(mode)
                .build());
    }

    /** open succeeded: O_RDWR, O_CREAT, O_TRUNC. */
    static FakeSentry opened() {
        return open(execve(), X86_OPEN, "/etc/./ssl/../Passwd.txt", 0x242, 0755, 5);
    }

    /** open failed with ENOENT, relative to /root. */
    static FakeSentry openFailed() {
        return open(inRoot(), X86_OPEN, "rel/missing", 0, 0, -2);
    }

    /** openat failed with EACCES, relative to /root. */
    static FakeSentry openatFailed() {
        return open(inRoot(), X86_OPENAT, "sub/file.sh", 0, 0, -13);
    }

    /** openat succeeded, relative to /root. */
    static FakeSentry openat() {
        return open(inRoot(), X86_OPENAT, "sub/file.sh", 0, 0, 6);
    }

    /** openat with O_DIRECTORY of arm64. */
    static FakeSentry directoryOnArm() {
        return open(execve(), ARM_OPENAT, "/etc", 0x4000, 0, 5);
    }

    private static FakeSentry inRoot() {
        FakeSentry sentry = execve();
        return sentry.send(dev.gvtrace.proto.schema.Chdir.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(ok(0))
                .setSysno(80)
                .setFd(-100)
                .setPathname("/root")
                .build());
    }

    private static FakeSentry read(FakeSentry sentry, long fd, long result) {
        return sentry.send(Read.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(ok(result))
                .setFd(fd)
                .setCount(64)
                .build());
    }

    /** read of the file opened before. */
    static FakeSentry read() {
        return read(opened(), 5, 7);
    }

    /** read of a descriptor that is not known. */
    static FakeSentry readUnknown() {
        return read(execve(), 55, 7);
    }

    private static FakeSentry socket(FakeSentry sentry, int domain, int type) {
        return sentry.send(Socket.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(ok(4))
                .setSysno(41)
                .setDomain(domain)
                .setType(type)
                .build());
    }

    /** A socket for IPv4, not connected. */
    static FakeSentry socket() {
        return socket(execve(), 2, 1);
    }

    private static FakeSentry connect(int domain, int type, long result, int... address) {
        FakeSentry sentry = socket(execve(), domain, type);
        return sentry.send(Connect.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(result < 0 ? failed((int) -result) : ok(result))
                .setSysno(42)
                .setFd(4)
                .setAddress(bytes(address))
                .build());
    }

    /** connect over TCP to 142.251.111.147:443. */
    static FakeSentry connect4() {
        return connect(2, 1, 0, 2, 0, 1, 187, 142, 251, 111, 147, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** The same, refused. */
    static FakeSentry connectRefused() {
        return connect(2, 1, -111, 2, 0, 1, 187, 142, 251, 111, 147, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** connect over UDP to [2001:4860:4860::8888]:443. */
    static FakeSentry connect6() {
        return connect(
                10, 2, 0, 10, 0, 1, 187, 0, 0, 0, 0, 0x20, 1, 0x48, 0x60, 0x48, 0x60, 0, 0, 0, 0, 0, 0, 0, 0, 0x88,
                0x88, 0, 0, 0, 0);
    }

    /** connect to the Unix socket /tmp/socket.sock. */
    static FakeSentry connectUnix() {
        int[] address = new int[2 + "/tmp/socket.sock".length()];
        address[0] = 1;
        for (int i = 2; i < address.length; i++) {
            address[i] = "/tmp/socket.sock".charAt(i - 2);
        }
        return connect(1, 1, 0, address);
    }

    /** accept4 on 10.0.0.2:8080 of 9.9.9.9:55555: the new descriptor is 20. */
    static FakeSentry accepted() {
        FakeSentry sentry = listening();
        return sentry.send(Accept.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(ok(20))
                .setSysno(288)
                .setFd(4)
                .setAddress(bytes(2, 0, 217, 3, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0))
                .build());
    }

    /** bind and listen on 10.0.0.2:8080. */
    static FakeSentry listening() {
        FakeSentry sentry = socket();
        sentry.send(Bind.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(ok(0))
                .setSysno(49)
                .setFd(4)
                .setAddress(bytes(2, 0, 31, 144, 10, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0))
                .build());
        return sentry.send(Listen.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(ok(0))
                .setSysno(50)
                .setFd(4)
                .setBacklog(5)
                .setSocketFamily(2)
                .setSocketType(1)
                .setAddress(bytes(2, 0, 31, 144, 10, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0))
                .build());
    }

    static ByteString bytes(int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return ByteString.copyFrom(all);
    }

    /** setuid(0), which succeeded. */
    static FakeSentry setuid() {
        FakeSentry sentry = execve().as(0);
        return sentry.send(Setid.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(ok(0))
                .setSysno(105)
                .build());
    }

    /** sync, of which there is a raw message only. */
    static FakeSentry sync() {
        return raw(execve(), 3, X86_SYNC);
    }

    /** getpid, another of that kind. */
    static FakeSentry getpid() {
        return raw(execve(), 3, X86_GETPID);
    }

    private static FakeSentry raw(FakeSentry sentry, int pid, int sysno) {
        return sentry.send(Syscall.newBuilder()
                .setContextData(sentry.context(pid))
                .setExit(ok(0))
                .setSysno(sysno)
                .build());
    }

    /** A raw call of a thread that nothing else is known of. */
    static FakeSentry stranger() {
        FakeSentry sentry = new FakeSentry();
        return sentry.send(
                Syscall.newBuilder().setExit(ok(0)).setSysno(X86_GETPID).build());
    }

    /** creat succeeded. */
    static FakeSentry creat() {
        return open(execve(), X86_CREAT, "/tmp/new", 0, 0644, 7);
    }

    /** pread64 of the file opened before. */
    static FakeSentry pread() {
        FakeSentry sentry = opened();
        return sentry.send(Read.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(ok(7))
                .setSysno(X86_PREAD64)
                .setFd(5)
                .setCount(64)
                .build());
    }

    /** The end of a process that was killed. */
    static FakeSentry exit() {
        FakeSentry sentry = execve();
        return sentry.send(TaskExit.newBuilder()
                .setContextData(sentry.context(3))
                .setExitStatus(9)
                .build());
    }

    /** The facts by the letters of the reference. */
    public static FakeSentry of(String facts) {
        return switch (facts) {
            case "E" -> execve();
            case "O" -> opened();
            case "OF" -> openFailed();
            case "AF" -> openatFailed();
            case "R" -> read();
            case "RU" -> readUnknown();
            case "S" -> socket();
            case "C4" -> connect4();
            case "C6" -> connect6();
            case "CU" -> connectUnix();
            case "U" -> setuid();
            case "G" -> sync();
            case "creat" -> creat();
            case "pread" -> pread();
            case "getpid" -> getpid();
            case "stranger" -> stranger();
            default -> exit();
        };
    }
}
