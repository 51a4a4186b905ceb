// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static dev.gvtrace.replay.field.FakeSentry.failed;
import static dev.gvtrace.replay.field.FakeSentry.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.gvtrace.proto.schema.Close;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Dup;
import dev.gvtrace.proto.schema.Eventfd;
import dev.gvtrace.proto.schema.Fcntl;
import dev.gvtrace.proto.schema.InotifyInit;
import dev.gvtrace.proto.schema.Mmap;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.Pipe;
import dev.gvtrace.proto.schema.Prlimit;
import dev.gvtrace.proto.schema.Ptrace;
import dev.gvtrace.proto.schema.Setresid;
import dev.gvtrace.proto.schema.Signalfd;
import dev.gvtrace.proto.schema.Socket;
import dev.gvtrace.proto.schema.SocketPair;
import dev.gvtrace.proto.schema.StructRlimit;
import dev.gvtrace.proto.schema.Syscall;
import dev.gvtrace.proto.schema.TimerfdCreate;
import dev.gvtrace.proto.schema.Write;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How arguments are shown (rule language reference 7, gvisor-semantics 6.8). */
class ArgumentTextTest {
    private static String args(FakeSentry sentry) throws FieldException {
        return sentry.value("evt.args");
    }

    private static FakeSentry then(FakeSentry sentry, Function<ContextData, Message> call) {
        return sentry.send(call.apply(sentry.context(3)));
    }

    private static FakeSentry raw(int sysno, long result, long... registers) {
        FakeSentry sentry = Facts.opened();
        Syscall.Builder call = Syscall.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(result < 0 ? failed((int) -result) : ok(result))
                .setSysno(sysno);
        long[] all = java.util.Arrays.copyOf(registers, 6);
        return sentry.send(call.setArg1(all[0])
                .setArg2(all[1])
                .setArg3(all[2])
                .setArg4(all[3])
                .setArg5(all[4])
                .setArg6(all[5])
                .build());
    }

    @Test
    void showsOpens() throws Exception {
        assertThat(args(Facts.opened()))
                .isEqualTo("fd=5(<f>/etc/Passwd.txt) name=/etc/./ssl/../Passwd.txt"
                        + " flags=263(O_TRUNC|O_CREAT|O_RDWR) mode=0755 dev=0 ino=0");
        assertThat(args(Facts.openFailed()))
                .isEqualTo("fd=-2(ENOENT) name=rel/missing(/root/rel/missing) flags=1(O_RDONLY) mode=0 dev=0 ino=0");
        assertThat(args(Facts.openat()))
                .isEqualTo("fd=6(<f>/root/sub/file.sh) dirfd=-100(AT_FDCWD) name=sub/file.sh(/root/sub/file.sh)"
                        + " flags=1(O_RDONLY) mode=0 dev=0 ino=0");
        assertThat(Facts.openat().value("evt.info")).isEqualTo(args(Facts.openat()));
        FakeSentry creat = then(
                Facts.execve(),
                context -> Open.newBuilder()
                        .setContextData(context)
                        .setExit(ok(7))
                        .setSysno(85)
                        .setFd(-100)
                        .setPathname("/tmp/new")
                        .setFlags(0x241)
                        .setMode(0644)
                        .build());
        assertThat(args(creat)).isEqualTo("fd=7(<f>/tmp/new) name=/tmp/new mode=0644 dev=0 ino=0 creat_flags=0");
    }

    @Test
    void translatesFlagsByArchitecture() throws Exception {
        assertThat(Facts.directoryOnArm().value("evt.arg.flags")).isEqualTo("O_DIRECTORY|O_RDONLY");
        assertThat(Facts.directoryOnArm().value("fd.type")).isEqualTo("directory");
        FakeSentry x86 = then(
                Facts.execve(),
                context -> Open.newBuilder()
                        .setContextData(context)
                        .setExit(ok(5))
                        .setSysno(Facts.X86_OPENAT)
                        .setFd(-100)
                        .setPathname("/etc")
                        .setFlags(0x4000 | 0x80000)
                        .build());
        assertThat(x86.value("evt.arg.flags")).isEqualTo("O_DIRECT|O_RDONLY|O_CLOEXEC");
    }

    @Test
    void showsReadsAndWrites() throws Exception {
        assertThat(args(Facts.read())).isEqualTo("res=7 data=NULL fd=5(<f>/etc/Passwd.txt) size=64");
        assertThat(args(Facts.readUnknown())).isEqualTo("res=7 data=NULL fd=55 size=64");
        FakeSentry pwrite = then(
                Facts.opened(),
                context -> Write.newBuilder()
                        .setContextData(context)
                        .setExit(failed(28))
                        .setSysno(18)
                        .setFd(5)
                        .setCount(9)
                        .setHasOffset(true)
                        .setOffset(4096)
                        .build());
        assertThat(args(pwrite)).isEqualTo("res=-28(ENOSPC) data=NULL fd=5(<f>/etc/Passwd.txt) size=9 pos=4096");
    }

    @Test
    void showsSockets() throws Exception {
        assertThat(args(Facts.socket())).isEqualTo("fd=4(<4t>) domain=2(AF_INET) type=1 proto=0");
        assertThat(args(Facts.connect4()))
                .isEqualTo("res=0 tuple=0.0.0.0:0->142.251.111.147:443"
                        + " fd=4(<4t>0.0.0.0:0->142.251.111.147:443) addr=142.251.111.147:443");
        assertThat(args(Facts.connectUnix()))
                .isEqualTo("res=0 tuple=0->0 /tmp/socket.sock fd=4(<u>0->0 /tmp/socket.sock) addr=/tmp/socket.sock");
        assertThat(args(Facts.connect6()))
                .isEqualTo("res=0 tuple=:::0->2001:4860:4860::8888:443"
                        + " fd=4(<6u>:::0->2001:4860:4860::8888:443) addr=2001:4860:4860::8888:443");
        assertThat(args(Facts.accepted()))
                .isEqualTo("fd=20(<4t>9.9.9.9:55555->10.0.0.2:8080) tuple=9.9.9.9:55555->10.0.0.2:8080 queuepct=0"
                        + " queuelen=0 queuemax=0 flags=0");
        assertThat(args(Facts.listening())).isEqualTo("res=0 fd=4(<4t>10.0.0.2:8080) backlog=5");
        FakeSentry pair = then(
                Facts.execve(),
                context -> SocketPair.newBuilder()
                        .setContextData(context)
                        .setExit(ok(0))
                        .setSysno(53)
                        .setDomain(1)
                        .setType(1)
                        .setSocket1(13)
                        .setSocket2(14)
                        .build());
        assertThat(args(pair))
                .isEqualTo("res=0 fd1=13(<u>) fd2=14(<u>) source=0 peer=0 domain=1(AF_LOCAL|AF_UNIX) type=1 proto=0");
        FakeSentry netlink = then(
                Facts.execve(),
                context -> Socket.newBuilder()
                        .setContextData(context)
                        .setExit(failed(1))
                        .setSysno(41)
                        .setDomain(16)
                        .setType(3)
                        .build());
        assertThat(args(netlink)).isEqualTo("fd=-1(EPERM) domain=16(AF_ROUTE|AF_NETLINK) type=3 proto=0");
    }

    @Test
    void showsDescriptorMakers() throws Exception {
        FakeSentry pipe = then(
                Facts.execve(),
                context -> Pipe.newBuilder()
                        .setContextData(context)
                        .setExit(ok(0))
                        .setSysno(293)
                        .setFlags(0x80800)
                        .setReader(10)
                        .setWriter(11)
                        .build());
        assertThat(args(pipe)).isEqualTo("res=0 fd1=10(<p>) fd2=11(<p>) ino=0 flags=4160(O_NONBLOCK|O_CLOEXEC)");
        assertThat(pipe.value("fd.ino")).isNull();
        FakeSentry dup = then(
                Facts.listening(),
                context -> Dup.newBuilder()
                        .setContextData(context)
                        .setExit(ok(8))
                        .setSysno(32)
                        .setOldFd(4)
                        .build());
        assertThat(args(dup)).isEqualTo("res=8(<4t>10.0.0.2:8080) oldfd=4(<4t>10.0.0.2:8080)");
        FakeSentry dup3 = then(
                Facts.listening(),
                context -> Dup.newBuilder()
                        .setContextData(context)
                        .setExit(ok(9))
                        .setSysno(292)
                        .setOldFd(4)
                        .setNewFd(9)
                        .setFlags(0x80000)
                        .build());
        assertThat(args(dup3))
                .isEqualTo("res=9(<4t>10.0.0.2:8080) oldfd=4(<4t>10.0.0.2:8080) newfd=9(<4t>10.0.0.2:8080)"
                        + " flags=4096(O_CLOEXEC)");
        FakeSentry fcntl = then(
                Facts.listening(),
                context -> Fcntl.newBuilder()
                        .setContextData(context)
                        .setExit(ok(9))
                        .setSysno(72)
                        .setFd(4)
                        .setCmd(1030)
                        .build());
        assertThat(args(fcntl)).isEqualTo("res=9(<4t>10.0.0.2:8080) fd=4(<4t>10.0.0.2:8080) cmd=26(F_DUPFD_CLOEXEC)");
        FakeSentry signalfd = then(
                Facts.execve(),
                context -> Signalfd.newBuilder()
                        .setContextData(context)
                        .setExit(ok(15))
                        .setSysno(282)
                        .setFd(-1)
                        .setSigset(0xab)
                        .build());
        assertThat(args(signalfd)).isEqualTo("res=15(<s>) fd=-1(EPERM) mask=AB flags=0");
        FakeSentry eventfd = then(
                Facts.execve(),
                context -> Eventfd.newBuilder()
                        .setContextData(context)
                        .setExit(ok(12))
                        .setSysno(290)
                        .setVal(3)
                        .build());
        assertThat(args(eventfd)).isEqualTo("res=12(<e>) flags=0(O_NONE) initval=3");
        FakeSentry timerfd = then(
                Facts.execve(),
                context -> TimerfdCreate.newBuilder()
                        .setContextData(context)
                        .setExit(ok(16))
                        .setSysno(283)
                        .setClockId(1)
                        .build());
        assertThat(args(timerfd)).isEqualTo("res=16(<t>) clockid=1 flags=0");
        FakeSentry inotify = then(
                Facts.execve(),
                context -> InotifyInit.newBuilder()
                        .setContextData(context)
                        .setExit(ok(17))
                        .setSysno(253)
                        .build());
        assertThat(args(inotify)).isEqualTo("res=17(<i>) flags=0");
    }

    @Test
    void showsMemory() throws Exception {
        FakeSentry anonymous = then(
                Facts.execve(),
                context -> Mmap.newBuilder()
                        .setContextData(context)
                        .setExit(ok(139637976727552L))
                        .setSysno(9)
                        .setFd(-1)
                        .setLength(4096)
                        .setProt(5)
                        .setFlags(0x22)
                        .build());
        assertThat(args(anonymous))
                .isEqualTo("res=139637976727552 vm_size=0 vm_rss=0 vm_swap=0 addr=0 length=4096"
                        + " prot=5(PROT_READ|PROT_EXEC) flags=10(MAP_PRIVATE|MAP_ANONYMOUS) fd=-1(EPERM) offset=0");
        FakeSentry raw = raw(9, 0x7f0000000000L, 0xdead000, 4096, 3, 0x22, 0xffff_ffffL, 0);
        assertThat(args(raw))
                .isEqualTo("res=139637976727552 vm_size=0 vm_rss=0 vm_swap=0 addr=DEAD000 length=4096"
                        + " prot=3(PROT_READ|PROT_WRITE) flags=10(MAP_PRIVATE|MAP_ANONYMOUS) fd=4294967295 offset=0");
        assertThat(raw.value("fd.num")).isEqualTo("4294967295");
    }

    @Test
    void showsUsersAndLimits() throws Exception {
        FakeSentry setresuid = then(
                Facts.execve(),
                context -> Setresid.newBuilder()
                        .setContextData(context)
                        .setExit(failed(1))
                        .setSysno(117)
                        .setRid(1000)
                        .setEid(-1)
                        .setSid(0)
                        .build());
        assertThat(args(setresuid)).isEqualTo("res=-1(EPERM) ruid=1000(<NA>) euid=-1(<NONE>) suid=0(root)");
        FakeSentry prlimit = then(
                Facts.execve(),
                context -> Prlimit.newBuilder()
                        .setContextData(context)
                        .setExit(ok(0))
                        .setSysno(302)
                        .setResource(7)
                        .setNewLimit(StructRlimit.newBuilder().setCur(1024).setMax(-1L))
                        .setOldLimit(StructRlimit.newBuilder().setCur(1024).setMax(4096))
                        .build());
        assertThat(args(prlimit))
                .isEqualTo("res=0 newcur=1024 newmax=-1 oldcur=1024 oldmax=4096 pid=0 resource=7(RLIMIT_NOFILE)");
        FakeSentry ptrace = then(
                Facts.execve(),
                context -> Ptrace.newBuilder()
                        .setContextData(context)
                        .setExit(ok(0))
                        .setSysno(101)
                        .setRequest(16)
                        .setPid(2)
                        .build());
        assertThat(args(ptrace)).isEqualTo("res=0 addr=NULL data=NULL request=11(PTRACE_ATTACH) pid=2(bash)");
        assertThat(args(Facts.setuid())).isEqualTo("res=0 uid=0(root)");
        assertThat(args(Facts.exit())).isEqualTo("status=9 ret=0 sig=9(SIGKILL) core=0");
    }

    @Test
    void showsTheImageWithAllItsArguments() throws Exception {
        assertThat(args(Facts.execve()))
                .isEqualTo("res=0 exe=/usr/bin/cat args=-n./etc/passwd. tid=3(cat) pid=3(cat) ptid=2(bash) cwd=/"
                        + " fdlimit=75000 pgft_maj=0 pgft_min=0 vm_size=0 vm_rss=0 vm_swap=0 comm=cat"
                        + " cgroups=gvisor_container_id=/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef."
                        + " env=HOME=/h3.EMPTY=.SP=  a b  .X1=v1. tty=34816 vpgid=1(init) loginuid=-1(<NONE>)"
                        + " flags=3(EXE_WRITABLE|EXE_UPPER_LAYER) cap_inheritable=0 cap_permitted=0 cap_effective=0"
                        + " exe_ino=4711 exe_ino_ctime=2023-11-14 21:56:40.000000000"
                        + " exe_ino_mtime=1970-01-01 00:00:00.000000000 uid=1000(<NA>) trusted_exepath=/usr/bin/cat"
                        + " pgid=1(init) gid=1000(<NA>) filename=/usr/bin/cat");
        assertThat(Facts.execve().value("evt.rawarg.args")).isEqualTo("-n\0/etc/passwd\0");
    }

    @Test
    void showsTheRegistersOfRawCalls() throws Exception {
        assertThat(args(raw(91, 0, 5, 0755)))
                .isEqualTo("res=0 fd=5(<f>/etc/Passwd.txt)"
                        + " mode=0755(S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR)");
        assertThat(args(raw(62, 0, 2, 9))).isEqualTo("res=0 pid=2(bash) sig=9(SIGKILL)");
        assertThat(args(raw(272, -1, 0x10000000))).isEqualTo("res=-1(EPERM) flags=1048576(CLONE_NEWUSER)");
        assertThat(args(raw(263, 0, 0xffff_ff9cL, 0x1000, 0x200)))
                .isEqualTo("res=0 dirfd=-100(AT_FDCWD) name=<NA> flags=512(AT_REMOVEDIR)");
        assertThat(args(raw(109, -1, 3, 0))).isEqualTo("res=-1 pid=3(cat) pgid=0");
        assertThat(args(raw(157, 0, 36, 1)))
                .isEqualTo("res=0 option=36(PR_SET_CHILD_SUBREAPER) arg2_str=<NA> arg2_int=1");
        assertThat(args(raw(165, 0, 0x1000, 0x2000, 0x3000, 0x1005)))
                .isEqualTo("res=0 dev=<NA> dir=<NA> type=<NA> flags=4101(RDONLY|NODEV|BIND)");
        assertThat(args(raw(319, 7, 0x1000, 3)))
                .isEqualTo("fd=7(<m>) name=<NA> flags=3(MFD_CLOEXEC|MFD_ALLOW_SEALING)");
        assertThat(args(raw(434, 7, 2, 0x800))).isEqualTo("fd=7(<P>) pid=2(bash) flags=1(PIDFD_NONBLOCK)");
        assertThat(args(raw(436, 0, 3, 9, 4))).isEqualTo("res=0 first=3 last=9 flags=2(CLOSE_RANGE_CLOEXEC)");
        assertThat(args(raw(291, 7, 0x80000))).isEqualTo("res=7 flags=1(EPOLL_CLOEXEC)");
        assertThat(args(raw(162, 0))).isEmpty();
        assertThat(raw(91, 0, 5, 0755).value("fs.path.name")).isEqualTo("/etc/Passwd.txt");
    }

    @Test
    void showsWhatIsConcealedAsMissing() throws Exception {
        // The raw twin of an openat whose path is not UTF-8, taken alone.
        FakeSentry concealed = raw(257, 6, 0xffff_ff9cL, 0x1000, 0x80241, 0644);
        assertThat(args(concealed))
                .isEqualTo("fd=6(<f>) dirfd=-100(AT_FDCWD) name=<NA> flags=4358(O_TRUNC|O_CREAT|O_WRONLY|O_CLOEXEC)"
                        + " mode=0644 dev=0 ino=0");
        assertThat(concealed.values("evt.is_open_write", "evt.arg.name", "evt.rawarg.name", "fd.name", "fd.directory"))
                .containsExactly("true", "<NA>", null, null, null);
    }

    @Test
    void theNameOfAnOpenat2IsReportedAsUnknown() throws Exception {
        FakeSentry opened = raw(437, 6, 0xffff_ff9cL, 0x1000, 0x2000, 24);
        assertThat(args(opened))
                .isEqualTo("fd=6(<f>) dirfd=-100(AT_FDCWD) name=<NA> flags=<NA> mode=<NA> resolve=<NA> dev=0 ino=0");
        assertThat(opened.values("fd.num", "fd.typechar", "fd.type", "evt.res", "evt.rawres"))
                .containsExactly("6", "f", "file", "SUCCESS", "6");
        assertThat(opened.values("fd.name", "fd.nameraw", "fd.directory", "fd.filename", "evt.abspath", "fs.path.name"))
                .containsOnlyNulls();
        assertThat(opened.values("evt.is_open_read", "evt.is_open_write", "evt.is_open_exec", "evt.is_open_create"))
                .containsOnly("false");
        FakeSentry failed = raw(437, -2, 0xffff_ff9cL, 0x1000, 0x2000, 24);
        assertThat(failed.values("fd.num", "fd.name", "evt.res", "evt.failed"))
                .containsExactly("-1", null, "ENOENT", "true");
    }

    @Test
    void aDescriptorOfOpenat2GetsItsNameFromALaterMessage() throws Exception {
        FakeSentry closed = then(
                raw(437, 6, 0xffff_ff9cL, 0x1000, 0x2000, 24),
                context -> Close.newBuilder()
                        .setContextData(context)
                        .setExit(ok(0))
                        .setSysno(3)
                        .setFd(6)
                        .setFdPath("/etc/shadow")
                        .build());
        assertThat(closed.values("evt.type", "fd.num", "fd.name")).containsExactly("close", "6", "/etc/shadow");
    }

    @Test
    void takesADescriptorsPathFromWhereItIsOne() throws Exception {
        FakeSentry alone = then(
                Facts.opened(),
                context -> Close.newBuilder()
                        .setContextData(context)
                        .setExit(ok(0))
                        .setSysno(3)
                        .setFd(5)
                        .setFdPath("[err: FD not found]")
                        .build());
        assertThat(alone.value("gvisor.fd_path")).isNull();
        FakeSentry entered = then(
                Facts.opened(),
                context -> Close.newBuilder()
                        .setContextData(context)
                        .setSysno(3)
                        .setFd(5)
                        .setFdPath("/etc/Passwd.txt")
                        .build());
        FakeSentry both = then(
                entered,
                context -> Close.newBuilder()
                        .setContextData(context)
                        .setExit(ok(0))
                        .setSysno(3)
                        .setFd(5)
                        .setFdPath("[err: FD not found]")
                        .build());
        assertThat(both.value("gvisor.fd_path")).isEqualTo("/etc/Passwd.txt");
    }
}
