// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** The messages of the schema, by the numbers of their headers. */
public enum MessageKind {
    /** An unknown number; the message is only bytes. */
    UNKNOWN(0),
    /** container/start. */
    CONTAINER_START(1),
    /** sentry/clone. */
    CLONE_INFO(2),
    /** sentry/execve. */
    EXECVE_INFO(3),
    /** sentry/exit_notify_parent. */
    EXIT_NOTIFY_PARENT(4),
    /** sentry/task_exit. */
    TASK_EXIT(5),
    /** A raw system call: number and registers. */
    RAW(6),
    /** open, openat, creat. */
    OPEN(7),
    /** close. */
    CLOSE(8),
    /** read, pread64, readv, preadv, preadv2. */
    READ(9),
    /** connect. */
    CONNECT(10),
    /** execve, execveat. */
    EXECVE(11),
    /** socket. */
    SOCKET(12),
    /** chdir, fchdir. */
    CHDIR(13),
    /** setuid, setgid, setsid. */
    SETID(14),
    /** setresuid, setresgid. */
    SETRESID(15),
    /** prlimit64. */
    PRLIMIT(16),
    /** pipe, pipe2. */
    PIPE(17),
    /** fcntl. */
    FCNTL(18),
    /** dup, dup2, dup3. */
    DUP(19),
    /** signalfd, signalfd4. */
    SIGNALFD(20),
    /** chroot. */
    CHROOT(21),
    /** eventfd, eventfd2. */
    EVENTFD(22),
    /** clone. */
    CLONE(23),
    /** bind. */
    BIND(24),
    /** accept, accept4. */
    ACCEPT(25),
    /** timerfd_create. */
    TIMERFD_CREATE(26),
    /** timerfd_settime. */
    TIMERFD_SETTIME(27),
    /** timerfd_gettime. */
    TIMERFD_GETTIME(28),
    /** fork, vfork. */
    FORK(29),
    /** inotify_init, inotify_init1. */
    INOTIFY_INIT(30),
    /** inotify_add_watch. */
    INOTIFY_ADD_WATCH(31),
    /** inotify_rm_watch. */
    INOTIFY_RM_WATCH(32),
    /** socketpair. */
    SOCKETPAIR(33),
    /** write, pwrite64, writev, pwritev, pwritev2. */
    WRITE(34),
    /** sentry/mmap. */
    MMAP_INFO(35),
    /** mmap. */
    MMAP(36),
    /** listen. */
    LISTEN(37),
    /** ptrace. */
    PTRACE(38);

    private static final MessageKind[] BY_TYPE = values();

    private final int type;

    MessageKind(int type) {
        this.type = type;
    }

    /** The kind for a header's message type; {@link #UNKNOWN} for unknown numbers. */
    public static MessageKind of(int messageType) {
        return messageType > 0 && messageType < BY_TYPE.length ? BY_TYPE[messageType] : UNKNOWN;
    }

    /** The number in the message's header; 0 for {@link #UNKNOWN}. */
    public int type() {
        return type;
    }
}
