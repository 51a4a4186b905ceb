// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import org.jspecify.annotations.Nullable;

/** The types of message that a Sentry sends: the number in the packet header and the message of the schema. */
public enum MessageType {
    CONTAINER_START(1, "container.Start", 20220510),
    SENTRY_CLONE(2, "sentry.CloneInfo", 20220510),
    SENTRY_EXEC(3, "sentry.ExecveInfo", 20220510),
    SENTRY_EXIT_NOTIFY_PARENT(4, "sentry.ExitNotifyParentInfo", 20220510),
    SENTRY_TASK_EXIT(5, "sentry.TaskExit", 20220510),
    SYSCALL_RAW(6, "syscall.Syscall", 20220510),
    SYSCALL_OPEN(7, "syscall.Open", 20220510),
    SYSCALL_CLOSE(8, "syscall.Close", 20220510),
    SYSCALL_READ(9, "syscall.Read", 20220510),
    SYSCALL_CONNECT(10, "syscall.Connect", 20220510),
    SYSCALL_EXECVE(11, "syscall.Execve", 20220510),
    SYSCALL_SOCKET(12, "syscall.Socket", 20220510),
    SYSCALL_CHDIR(13, "syscall.Chdir", 20220606),
    SYSCALL_SETID(14, "syscall.Setid", 20220606),
    SYSCALL_SETRESID(15, "syscall.Setresid", 20220606),
    SYSCALL_PRLIMIT64(16, "syscall.Prlimit", 20220627),
    SYSCALL_PIPE(17, "syscall.Pipe", 20220627),
    SYSCALL_FCNTL(18, "syscall.Fcntl", 20220627),
    SYSCALL_DUP(19, "syscall.Dup", 20220627),
    SYSCALL_SIGNALFD(20, "syscall.Signalfd", 20220627),
    SYSCALL_CHROOT(21, "syscall.Chroot", 20220627),
    SYSCALL_EVENTFD(22, "syscall.Eventfd", 20220627),
    SYSCALL_CLONE(23, "syscall.Clone", 20220627),
    SYSCALL_BIND(24, "syscall.Bind", 20220627),
    SYSCALL_ACCEPT(25, "syscall.Accept", 20220627),
    SYSCALL_TIMERFD_CREATE(26, "syscall.TimerfdCreate", 20220713),
    SYSCALL_TIMERFD_SETTIME(27, "syscall.TimerfdSetTime", 20220713),
    SYSCALL_TIMERFD_GETTIME(28, "syscall.TimerfdGetTime", 20220713),
    SYSCALL_FORK(29, "syscall.Fork", 20220713),
    SYSCALL_INOTIFY_INIT(30, "syscall.InotifyInit", 20220713),
    SYSCALL_INOTIFY_ADD_WATCH(31, "syscall.InotifyAddWatch", 20220713),
    SYSCALL_INOTIFY_RM_WATCH(32, "syscall.InotifyRmWatch", 20220713),
    SYSCALL_SOCKETPAIR(33, "syscall.SocketPair", 20220713),
    SYSCALL_WRITE(34, "syscall.Write", 20221122),
    SENTRY_MMAP(35, "sentry.MmapInfo", 20260714),
    SYSCALL_MMAP(36, "syscall.Mmap", 20260721),
    SYSCALL_LISTEN(37, "syscall.Listen", 20260727),
    SYSCALL_PTRACE(38, "syscall.Ptrace", 20260727);

    /** The greatest number in use; newer Sentries may send greater ones. */
    public static final int GREATEST = 38;

    private static final @Nullable MessageType[] BY_NUMBER = new MessageType[GREATEST + 1];

    static {
        for (MessageType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    private final String message;
    private final int since;

    MessageType(int number, String message, int since) {
        this.number = number;
        this.message = message;
        this.since = since;
    }

    /** The type with this number, or null if the number is 0 or unknown. */
    public static @Nullable MessageType of(int number) {
        return number < 0 || number > GREATEST ? null : BY_NUMBER[number];
    }

    /** The number on the wire, 1 to {@link #GREATEST}. */
    public int number() {
        return number;
    }

    /** The name in the schema's enumeration, such as {@code MESSAGE_SYSCALL_OPEN}. */
    public String enumName() {
        return "MESSAGE_" + name();
    }

    /** The full name of the schema's message, such as {@code gvisor.syscall.Open}. */
    public String messageName() {
        return "gvisor." + message;
    }

    /** The first release that sends it under this number. */
    public Release since() {
        return new Release(since);
    }

    /** True for messages about the entry or exit of a system call, raw or with a message type of its own. */
    public boolean isSyscall() {
        return number >= SYSCALL_RAW.number && this != SENTRY_MMAP;
    }
}
