// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Type, category, result and descriptor of each call, when it succeeds and when it fails (gvisor-semantics 4.3, 5.10,
 * 6.4, 6.8).
 */
class EveryCallTest {
    private static final int EACCES = 13;

    /** Descriptors: 4 a TCP socket, 5 a file, 7 and 8 a pipe, 9 a directory, 10 a Unix socket. */
    private static Calls base() {
        return Calls.ofCat()
                .socket(2, 1, 0, 4)
                .openat("/etc/passwd", 0, 5)
                .pipe(22, 7, 8, 0)
                .openat("/var", 0x10000, 9)
                .socket(1, 1, 0, 10);
    }

    private static final Map<String, BiFunction<Calls, Long, Calls>> CALLS = Map.ofEntries(
            Map.entry("open", (c, r) -> c.open(2, Calls.AT_FDCWD, "/a", 0, 0, r)),
            Map.entry("openat", (c, r) -> c.openat("/a", 0, r)),
            Map.entry("creat", (c, r) -> c.open(85, Calls.AT_FDCWD, "/a", 0x241, 0600, r)),
            Map.entry("close", (c, r) -> c.close(5, r)),
            Map.entry("close pipe", (c, r) -> c.close(7, r)),
            Map.entry("read", (c, r) -> c.read(0, 5, r)),
            Map.entry("read directory", (c, r) -> c.read(0, 9, r)),
            Map.entry("read pipe", (c, r) -> c.read(0, 7, r)),
            Map.entry("read tcp", (c, r) -> c.read(0, 4, r)),
            Map.entry("read unix", (c, r) -> c.read(0, 10, r)),
            Map.entry("read unknown", (c, r) -> c.read(0, 99, r)),
            Map.entry("pread64", (c, r) -> c.read(17, 5, r)),
            Map.entry("readv", (c, r) -> c.read(19, 5, r)),
            Map.entry("preadv", (c, r) -> c.read(295, 5, r)),
            Map.entry("preadv2", (c, r) -> c.read(327, 5, r)),
            Map.entry("write", (c, r) -> c.write(1, 5, r)),
            Map.entry("pwrite64", (c, r) -> c.write(18, 5, r)),
            Map.entry("writev", (c, r) -> c.write(20, 5, r)),
            Map.entry("pwritev", (c, r) -> c.write(296, 5, r)),
            Map.entry("pwritev2", (c, r) -> c.write(328, 5, r)),
            Map.entry("pipe", (c, r) -> c.pipe(22, 11, 12, r)),
            Map.entry("pipe2", (c, r) -> c.pipe(293, 11, 12, r)),
            Map.entry("dup", (c, r) -> c.dup(32, 5, 0, r)),
            Map.entry("dup2", (c, r) -> c.dup(33, 5, 11, r)),
            Map.entry("dup3", (c, r) -> c.dup(292, 5, 11, r)),
            Map.entry("fcntl dupfd", (c, r) -> c.fcntl(5, 0, 0, r)),
            Map.entry("fcntl getfl", (c, r) -> c.fcntl(5, 3, 0, r)),
            Map.entry("eventfd", (c, r) -> c.eventfd(284, r)),
            Map.entry("eventfd2", (c, r) -> c.eventfd(290, r)),
            Map.entry("signalfd", (c, r) -> c.signalfd(282, -1, r)),
            Map.entry("signalfd4", (c, r) -> c.signalfd(289, -1, r)),
            Map.entry("timerfd_create", Calls::timerfd),
            Map.entry("inotify_init", (c, r) -> c.inotify(253, r)),
            Map.entry("inotify_init1", (c, r) -> c.inotify(294, r)),
            Map.entry("socket", (c, r) -> c.socket(2, 1, 0, r)),
            Map.entry("socket netlink", (c, r) -> c.socket(16, 3, 0, r)),
            Map.entry("bind", (c, r) -> c.bind(4, Calls.ip("10.0.0.2", 80), r)),
            Map.entry("listen", (c, r) -> c.listen(4, r)),
            Map.entry("connect", (c, r) -> c.connect(4, Calls.ip("1.2.3.4", 80), r)),
            Map.entry("accept", (c, r) -> c.accept(43, 4, Calls.ip("9.9.9.9", 999), r)),
            Map.entry("accept4", (c, r) -> c.accept(288, 4, Calls.ip("9.9.9.9", 999), r)),
            Map.entry("socketpair", (c, r) -> c.socketpair(11, 12, r)),
            Map.entry("mmap", (c, r) -> c.mmap(5, r)),
            Map.entry("chdir", (c, r) -> c.chdir(80, Calls.AT_FDCWD, "/tmp", r)),
            Map.entry("fchdir", (c, r) -> c.chdir(81, 9, "", r)),
            Map.entry("chroot", (c, r) -> c.chroot("/jail", r)),
            Map.entry("setuid", (c, r) -> c.setid(105, 7, r)),
            Map.entry("setgid", (c, r) -> c.setid(106, 7, r)),
            Map.entry("setsid", (c, r) -> c.setid(112, 0, r)),
            Map.entry("setresuid", (c, r) -> c.setresid(117, 7, r)),
            Map.entry("setresgid", (c, r) -> c.setresid(119, 7, r)),
            Map.entry("clone", (c, r) -> c.clone(0x11, r)),
            Map.entry("fork", (c, r) -> c.fork(57, r)),
            Map.entry("vfork", (c, r) -> c.fork(58, r)),
            Map.entry("memfd_create", (c, r) -> c.raw(319, r)),
            Map.entry("epoll_create1", (c, r) -> c.raw(291, r)),
            Map.entry("userfaultfd", (c, r) -> c.raw(323, r)),
            Map.entry("io_uring_setup", (c, r) -> c.raw(425, r)),
            Map.entry("pidfd_open", (c, r) -> c.raw(434, r, 2)),
            Map.entry("kill", (c, r) -> c.raw(62, r, 2, 9)),
            Map.entry("getpid", (c, r) -> c.raw(39, r)));

    private static Calls call(String name, long result) {
        return CALLS.get(name).apply(base(), result);
    }

    /** The last column: number and letter of the descriptor when the call fails. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "open           | open           | file    | 11   | 11 | f | file      | -1 o",
                "openat         | openat         | file    | 11   | 11 | f | file      | -1 f",
                "creat          | creat          | file    | 11   | 11 | f | file      | -1 f",
                "close          | close          | file    | 0    | 5  | f | file      | 5 f",
                "close pipe     | close          | ipc     | 0    | 7  | p | pipe      | 7 p",
                "read           | read           | file    | 8    | 5  | f | file      | 5 f",
                "read directory | read           | file    | 8    | 9  | d | directory | 9 d",
                "read pipe      | read           | ipc     | 8    | 7  | p | pipe      | 7 p",
                "read tcp       | read           | net     | 8    | 4  | 4 | ipv4      | 4 4",
                "read unix      | read           | ipc     | 8    | 10 | u | unix      | 10 u",
                "read unknown   | read           | unknown | 8    | 99 | o | -         | 99 o",
                "pread64        | pread          | file    | 8    | 5  | f | file      | 5 f",
                "readv          | readv          | file    | 8    | 5  | f | file      | 5 f",
                "preadv         | preadv         | file    | 8    | 5  | f | file      | 5 f",
                "write          | write          | file    | 8    | 5  | f | file      | 5 f",
                "pwrite64       | pwrite         | file    | 8    | 5  | f | file      | 5 f",
                "writev         | writev         | file    | 8    | 5  | f | file      | 5 f",
                "pwritev        | pwritev        | file    | 8    | 5  | f | file      | 5 f",
                "pipe           | pipe           | IPC     | 0    | 12 | p | pipe      | -1 p",
                "pipe2          | pipe2          | IPC     | 0    | 12 | p | pipe      | -1 p",
                "dup            | dup            | file    | 11   | 11 | f | file      | 5 f",
                "dup2           | dup2           | file    | 11   | 11 | f | file      | 5 f",
                "dup3           | dup3           | file    | 11   | 11 | f | file      | 5 f",
                "fcntl dupfd    | fcntl          | file    | 11   | 11 | f | file      | 5 f",
                "fcntl getfl    | fcntl          | file    | 2    | 5  | f | file      | 5 f",
                "eventfd        | eventfd        | IPC     | 11   | 11 | e | event     | -1 e",
                "eventfd2       | eventfd2       | IPC     | 11   | 11 | e | event     | -1 e",
                "signalfd       | signalfd       | signal  | 11   | 11 | s | signalfd  | -1 s",
                "signalfd4      | signalfd4      | signal  | 11   | 11 | s | signalfd  | -1 s",
                "timerfd_create | timerfd_create | time    | 11   | 11 | t | timerfd   | -1 t",
                "inotify_init   | inotify_init   | IPC     | 11   | 11 | i | inotify   | -1 i",
                "inotify_init1  | inotify_init1  | IPC     | 11   | 11 | i | inotify   | -1 i",
                "socket         | socket         | net     | 11   | 11 | 4 | ipv4      | -1 4",
                "socket netlink | socket         | net     | 11   | 11 | n | netlink   | -1 4",
                "bind           | bind           | net     | 0    | 4  | 4 | ipv4      | 4 4",
                "listen         | listen         | net     | 0    | 4  | 4 | ipv4      | 4 4",
                "connect        | connect        | net     | 0    | 4  | 4 | ipv4      | 4 4",
                "accept         | accept         | net     | 11   | 11 | 4 | ipv4      | -1 4",
                "accept4        | accept4        | net     | 11   | 11 | 4 | ipv4      | -1 4",
                "socketpair     | socketpair     | net     | 0    | 12 | u | unix      | -1 o",
                "mmap           | mmap           | memory  | 4096 | 5  | f | file      | 5 f",
                "fchdir         | fchdir         | file    | 0    | 9  | d | directory | 9 d",
                "memfd_create   | memfd_create   | memory  | 11   | 11 | m | memfd     | -1 o",
            })
    void whatUsesADescriptorHasIt(
            String call, String type, String category, String result, String fd, String letter, String kind, String bad)
            throws Exception {
        assertThat(call(call, Long.parseLong(result))
                        .values("evt.type", "evt.category", "evt.rawres", "fd.num", "fd.typechar", "fd.type"))
                .containsExactly(type, category, result, fd, letter, kind);
        String[] failed = bad.split(" ");
        assertThat(call(call, -EACCES).values("evt.type", "evt.rawres", "fd.num", "fd.typechar"))
                .containsExactly(type, "-13", failed[0], failed[1]);
    }

    @ParameterizedTest
    @CsvSource({
        "chdir, file",
        "chroot, process",
        "setuid, user",
        "setgid, user",
        "setsid, process",
        "setresuid, user",
        "setresgid, user",
        "clone, process",
        "fork, process",
        "vfork, process"
    })
    void whatUsesNoDescriptorHasNone(String call, String category) throws Exception {
        String[] fields = {"evt.type", "evt.category", "fd.num", "fd.name", "fd.type", "fd.typechar", "fd.types"};
        for (long result : new long[] {0, -EACCES}) {
            assertThat(call(call, result).values(fields)).containsExactly(call, category, null, null, null, null, null);
        }
    }

    @Test
    void everyCallHasItsResult() throws Exception {
        for (String call : CALLS.keySet()) {
            Calls failed = call(call, -EACCES);
            String type = failed.value("evt.type");
            boolean generic = failed.value("evt.res") == null;
            assertThat(failed.values("evt.res", "evt.failed", "evt.count.error", "evt.dir", "syscall.type"))
                    .as(call)
                    .containsExactly(
                            generic ? null : "EACCES", generic ? null : "true", generic ? "0" : "1", "<", type);
            assertThat(call(call, 8).values("evt.res", "evt.failed", "evt.count.error"))
                    .as(call)
                    .containsExactly(generic ? null : "SUCCESS", generic ? null : "false", "0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "read, read, true, false, 8",
        "pread64, read, true, false, 8",
        "readv, read, true, false, 8",
        "preadv, read, true, false, 8",
        "write, write, false, true, 8",
        "pwrite64, write, false, true, 8",
        "writev, write, false, true, 8",
        "pwritev, write, false, true, 8"
    })
    void readsAndWritesHaveADirectionAndALength(
            String call, String direction, String reads, String writes, String length) throws Exception {
        String[] fields = {"evt.is_io", "evt.io_dir", "evt.is_io_read", "evt.is_io_write", "evt.buflen"};
        assertThat(call(call, 8).values(fields)).containsExactly("true", direction, reads, writes, length);
        assertThat(call(call, -EACCES).values(fields).subList(0, 4)).containsExactly("true", direction, reads, writes);
    }
}
