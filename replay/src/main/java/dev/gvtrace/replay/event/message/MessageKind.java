// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * The messages of the schema, by the numbers of their headers. Each has its fields' wire types, so that a message
 * that contradicts its header does not pass unnoticed ({@link Message#strayFields}).
 */
public enum MessageKind {
    /** A number that this version does not know; the bytes are all there is. */
    UNKNOWN(0, ""),
    /** container/start. */
    CONTAINER_START(1, "sssssn"),
    /** sentry/clone. */
    CLONE_INFO(2, "s-nnnn"),
    /** sentry/execve. */
    EXECVE_INFO(3, "ssssnnnsnnssssnssnnnss"),
    /** sentry/exit_notify_parent. */
    EXIT_NOTIFY_PARENT(4, "sn"),
    /** sentry/task_exit. */
    TASK_EXIT(5, "sn"),
    /** A raw system call: number and registers. */
    RAW(6, "ss-nnnnnnn"),
    /** open, openat, creat. */
    OPEN(7, "ssnnssnn"),
    /** close. */
    CLOSE(8, "ssnns"),
    /** read, pread64, readv, preadv, preadv2. */
    READ(9, "ssnnsnnnn"),
    /** connect. */
    CONNECT(10, "ssnnss"),
    /** execve, execveat. */
    EXECVE(11, "ssnnssssn"),
    /** socket. */
    SOCKET(12, "ssnnnn"),
    /** chdir, fchdir. */
    CHDIR(13, "ssnnss"),
    /** setuid, setgid, setsid. */
    SETID(14, "ssnn"),
    /** setresuid, setresgid. */
    SETRESID(15, "ssnnnn"),
    /** prlimit64. */
    PRLIMIT(16, "ssnnnss"),
    /** pipe, pipe2. */
    PIPE(17, "ssnnnn"),
    /** fcntl. */
    FCNTL(18, "ssnnsnn"),
    /** dup, dup2, dup3. */
    DUP(19, "ssnnnsn"),
    /** signalfd, signalfd4. */
    SIGNALFD(20, "ssnnsnn"),
    /** chroot. */
    CHROOT(21, "ssns"),
    /** eventfd, eventfd2. */
    EVENTFD(22, "ssnnn"),
    /** clone. */
    CLONE(23, "ssnnnnn"),
    /** bind. */
    BIND(24, "ssnnss"),
    /** accept, accept4. */
    ACCEPT(25, "ssnnssn"),
    /** timerfd_create. */
    TIMERFD_CREATE(26, "ssnnn"),
    /** timerfd_settime. */
    TIMERFD_SETTIME(27, "ssnnsnss"),
    /** timerfd_gettime. */
    TIMERFD_GETTIME(28, "ssnnss"),
    /** fork, vfork. */
    FORK(29, "ssn"),
    /** inotify_init, inotify_init1. */
    INOTIFY_INIT(30, "ssnn"),
    /** inotify_add_watch. */
    INOTIFY_ADD_WATCH(31, "ssnnssn"),
    /** inotify_rm_watch. */
    INOTIFY_RM_WATCH(32, "ssnnsn"),
    /** socketpair. */
    SOCKETPAIR(33, "ssnnnnnn"),
    /** write, pwrite64, writev, pwritev, pwritev2. */
    WRITE(34, "ssnnsnnnn"),
    /** sentry/mmap. */
    MMAP_INFO(35, "ssnnnnnsnn"),
    /** mmap. */
    MMAP(36, "ssnnsnnnnn"),
    /** listen. */
    LISTEN(37, "ssnnsnsnn"),
    /** ptrace. */
    PTRACE(38, "ssnnn");

    private static final MessageKind[] BY_TYPE = values();

    private final int type;
    private final int numberFields;
    private final int sliceFields;

    /** One character a field, from field 1: {@code n} a number, {@code s} a slice of bytes, {@code -} not in use. */
    MessageKind(int type, String layout) {
        this.type = type;
        numberFields = fieldsOf(layout, 'n');
        sliceFields = fieldsOf(layout, 's');
    }

    private static int fieldsOf(String layout, char wireType) {
        int mask = 0;
        for (int i = 0; i < layout.length(); i++) {
            if (layout.charAt(i) == wireType) {
                mask |= 1 << (i + 1);
            }
        }
        return mask;
    }

    /** The kind of a header's message type; {@link #UNKNOWN} for numbers that this version does not know. */
    public static MessageKind of(int messageType) {
        return messageType > 0 && messageType < BY_TYPE.length ? BY_TYPE[messageType] : UNKNOWN;
    }

    /** The number in the message's header; 0 for {@link #UNKNOWN}. */
    public int type() {
        return type;
    }

    /** The field numbers whose wire type is a number, one bit each. */
    int numberFields() {
        return numberFields;
    }

    /** The field numbers whose wire type is bytes (texts and sub-messages), one bit each. */
    int sliceFields() {
        return sliceFields;
    }
}
