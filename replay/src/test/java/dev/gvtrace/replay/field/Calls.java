// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static dev.gvtrace.replay.field.FakeSentry.failed;
import static dev.gvtrace.replay.field.FakeSentry.ok;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.gvtrace.proto.schema.Accept;
import dev.gvtrace.proto.schema.Bind;
import dev.gvtrace.proto.schema.Chdir;
import dev.gvtrace.proto.schema.Chroot;
import dev.gvtrace.proto.schema.Clone;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.Close;
import dev.gvtrace.proto.schema.Connect;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Dup;
import dev.gvtrace.proto.schema.Eventfd;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Fcntl;
import dev.gvtrace.proto.schema.Fork;
import dev.gvtrace.proto.schema.InotifyInit;
import dev.gvtrace.proto.schema.Listen;
import dev.gvtrace.proto.schema.Mmap;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.Pipe;
import dev.gvtrace.proto.schema.Read;
import dev.gvtrace.proto.schema.Setid;
import dev.gvtrace.proto.schema.Setresid;
import dev.gvtrace.proto.schema.Signalfd;
import dev.gvtrace.proto.schema.Socket;
import dev.gvtrace.proto.schema.SocketPair;
import dev.gvtrace.proto.schema.Syscall;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.proto.schema.TimerfdCreate;
import dev.gvtrace.proto.schema.Write;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a thread that leads its process, in short form. Each sends the exit of one call; a negative result is an
 * error number.
 */
final class Calls {
    static final int AT_FDCWD = -100;
    static final int O_CLOEXEC = 0x80000;

    private final FakeSentry sentry;
    private int pid = 3;

    Calls(FakeSentry sentry) {
        this.sentry = sentry;
    }

    /** Calls of process 3 of {@link Facts#execve}, which runs cat below bash. */
    static Calls ofCat() {
        return new Calls(Facts.execve());
    }

    /** The next calls are this process's. */
    Calls by(int process) {
        pid = process;
        return this;
    }

    FakeSentry sentry() {
        return sentry;
    }

    @Nullable
    String value(String field) throws FieldException {
        return sentry.value(field);
    }

    List<@Nullable String> values(String... fields) throws FieldException {
        return sentry.values(fields);
    }

    ContextData context() {
        return sentry.context(pid);
    }

    Calls send(Message message) {
        sentry.send(message);
        return this;
    }

    static Exit exit(long result) {
        return result < 0 ? failed((int) -result) : ok(result);
    }

    // Addresses

    static ByteString ip(String address, int port) {
        byte[] ip;
        try {
            ip = InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
        byte[] all = new byte[ip.length == 4 ? 16 : 28];
        all[0] = (byte) (ip.length == 4 ? 2 : 10);
        all[2] = (byte) (port >> 8);
        all[3] = (byte) port;
        System.arraycopy(ip, 0, all, ip.length == 4 ? 4 : 8, ip.length);
        return ByteString.copyFrom(all);
    }

    /** An address of a Unix socket; an abstract one begins with a NUL. */
    static ByteString unix(String path) {
        return ByteString.copyFrom(new byte[] {1, 0}).concat(ByteString.copyFrom(path, StandardCharsets.ISO_8859_1));
    }

    // Descriptors

    Calls open(int sysno, int directory, String path, int flags, int mode, long result) {
        return send(Open.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setFd(directory)
                .setPathname(path)
                .setFlags(flags)
                .setMode(mode)
                .build());
    }

    Calls openat(String path, int flags, long result) {
        return open(257, AT_FDCWD, path, flags, 0, result);
    }

    Calls close(int fd, long result) {
        return send(Close.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(3)
                .setFd(fd)
                .build());
    }

    Calls read(int sysno, int fd, long result) {
        return send(Read.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setFd(fd)
                .setCount(64)
                .build());
    }

    Calls write(int sysno, int fd, long result) {
        return send(Write.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setFd(fd)
                .setCount(64)
                .build());
    }

    Calls pipe(int sysno, int reader, int writer, long result) {
        return send(Pipe.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setReader(reader)
                .setWriter(writer)
                .build());
    }

    Calls dup(int sysno, int old, int target, long result) {
        return send(Dup.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setOldFd(old)
                .setNewFd(target)
                .build());
    }

    Calls fcntl(int fd, int command, long argument, long result) {
        return send(Fcntl.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(72)
                .setFd(fd)
                .setCmd(command)
                .setArgs(argument)
                .build());
    }

    Calls eventfd(int sysno, long result) {
        return send(Eventfd.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .build());
    }

    Calls signalfd(int sysno, int fd, long result) {
        return send(Signalfd.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setFd(fd)
                .build());
    }

    Calls timerfd(long result) {
        return send(TimerfdCreate.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(283)
                .build());
    }

    Calls inotify(int sysno, long result) {
        return send(InotifyInit.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .build());
    }

    Calls mmap(int fd, long result) {
        return send(Mmap.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(9)
                .setFd(fd)
                .setLength(4096)
                .build());
    }

    // Sockets

    Calls socket(int domain, int type, int protocol, long result) {
        return send(Socket.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(41)
                .setDomain(domain)
                .setType(type)
                .setProtocol(protocol)
                .build());
    }

    Calls bind(int fd, ByteString address, long result) {
        return send(Bind.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(49)
                .setFd(fd)
                .setAddress(address)
                .build());
    }

    Calls listen(int fd, long result) {
        return send(Listen.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(50)
                .setFd(fd)
                .setBacklog(128)
                .build());
    }

    Calls connect(int fd, ByteString address, long result) {
        return send(Connect.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(42)
                .setFd(fd)
                .setAddress(address)
                .build());
    }

    /** accept or accept4; an empty address stands for NULL. */
    Calls accept(int sysno, int fd, ByteString address, long result) {
        return send(Accept.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setFd(fd)
                .setAddress(address)
                .build());
    }

    Calls socketpair(int first, int second, long result) {
        return send(SocketPair.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(53)
                .setDomain(1)
                .setType(1)
                .setSocket1(first)
                .setSocket2(second)
                .build());
    }

    // Processes

    /** The Sentry's word that this process made another, or a thread of its own. */
    Calls cloned(int thread, int group, long flags) {
        return send(CloneInfo.newBuilder()
                .setContextData(context())
                .setCreatedThreadId(thread)
                .setCreatedThreadGroupId(group)
                .setCreatedThreadStartTimeNs(context().getTimeNs())
                .setFlags(flags)
                .build());
    }

    Calls clone(long flags, long result) {
        return send(Clone.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(56)
                .setFlags(flags)
                .build());
    }

    /** fork or vfork. */
    Calls fork(int sysno, long result) {
        return send(Fork.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .build());
    }

    Calls chdir(int sysno, int fd, String path, long result) {
        return send(Chdir.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setFd(fd)
                .setPathname(path)
                .build());
    }

    Calls chroot(String path, long result) {
        return send(Chroot.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(161)
                .setPathname(path)
                .build());
    }

    /** setuid, setgid or setsid. */
    Calls setid(int sysno, int id, long result) {
        return send(Setid.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setId(id)
                .build());
    }

    /** setresuid or setresgid of three equal ids. */
    Calls setresid(int sysno, int id, long result) {
        return send(Setresid.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setRid(id)
                .setEid(id)
                .setSid(id)
                .build());
    }

    Calls raw(int sysno, long result, long... registers) {
        long[] all = Arrays.copyOf(registers, 6);
        return send(Syscall.newBuilder()
                .setContextData(context())
                .setExit(exit(result))
                .setSysno(sysno)
                .setArg1(all[0])
                .setArg2(all[1])
                .setArg3(all[2])
                .setArg4(all[3])
                .setArg5(all[4])
                .setArg6(all[5])
                .build());
    }

    Calls ended(int status) {
        return send(TaskExit.newBuilder()
                .setContextData(context())
                .setExitStatus(status)
                .build());
    }
}
