// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;

/** What an event does to the state, by its type. {@link StateBuilder} has the one switch over all of them. */
enum Action {
    /** No effect, and no descriptor. */
    NONE,
    /** No effect, but the event refers to a descriptor. */
    USE_FD,
    READ_OR_WRITE(
            "read",
            "pread",
            "readv",
            "preadv",
            "recv",
            "recvfrom",
            "recvmsg",
            "recvmmsg",
            "write",
            "pwrite",
            "writev",
            "pwritev",
            "send",
            "sendto",
            "sendmsg",
            "sendmmsg",
            "sendfile"),
    OPEN("open", "openat", "openat2", "creat", "open_by_handle_at"),
    CLOSE("close"),
    CLOSE_RANGE("close_range"),
    DUP("dup", "dup2", "dup3"),
    FCNTL("fcntl"),
    IOCTL("ioctl"),
    PIPE("pipe", "pipe2"),
    EVENTFD("eventfd", "eventfd2"),
    SIGNALFD("signalfd", "signalfd4"),
    TIMERFD("timerfd_create"),
    INOTIFY("inotify_init", "inotify_init1"),
    MEMFD("memfd_create"),
    EPOLL("epoll_create", "epoll_create1"),
    USERFAULTFD("userfaultfd"),
    IO_URING("io_uring_setup"),
    PIDFD("pidfd_open"),
    OTHER_FD("pidfd_getfd", "mq_open"),
    SOCKET("socket"),
    SOCKETPAIR("socketpair"),
    BIND("bind"),
    CONNECT("connect"),
    ACCEPT("accept", "accept4"),
    LISTEN("listen"),
    MMAP("mmap", "mmap2"),
    EXECVE("execve", "execveat"),
    PROCEXIT("procexit"),
    CLONE("clone", "clone3", "fork", "vfork"),
    UNSHARE("unshare"),
    SETNS("setns"),
    CHDIR("chdir"),
    FCHDIR("fchdir"),
    CHROOT("chroot"),
    SETUID("setuid"),
    SETGID("setgid"),
    SETREUID("setreuid"),
    SETREGID("setregid"),
    SETRESUID("setresuid"),
    SETRESGID("setresgid"),
    SETSID("setsid"),
    SETPGID("setpgid"),
    PRLIMIT("prlimit"),
    PRCTL("prctl");

    private static final Action[] BY_TYPE = table();

    private final String[] names;

    Action(String... names) {
        this.names = names;
    }

    /** The action of a type's events. */
    static Action of(EventType type) {
        return BY_TYPE[type.id()];
    }

    private static Action[] table() {
        Action[] table = new Action[EventTypes.count()];
        for (EventType type : EventTypes.all()) {
            table[type.id()] = type.is(EventType.Trait.USES_FD) ? USE_FD : NONE;
        }
        for (Action action : values()) {
            for (String name : action.names) {
                EventType type = EventTypes.byName(name);
                if (type != null) {
                    table[type.id()] = action;
                }
            }
        }
        return table;
    }
}
