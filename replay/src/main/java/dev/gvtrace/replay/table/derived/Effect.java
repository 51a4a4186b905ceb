// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.state.EventContext;

/** The effects of events that derived tables account for, by type of event. */
enum Effect {
    /** No effect, or only on its process. */
    OTHER,
    OPEN("open", "openat", "openat2", "creat", "open_by_handle_at"),
    READ("read", "pread", "readv", "preadv", "preadv2", "recv", "recvfrom", "recvmsg"),
    WRITE("write", "pwrite", "writev", "pwritev", "pwritev2", "send", "sendto", "sendmsg"),
    /** Several messages at once: the result counts messages, not bytes. */
    MESSAGES("recvmmsg", "sendmmsg"),
    SENDFILE("sendfile"),
    COPY("splice", "copy_file_range"),
    EXECUTE("execve", "execveat"),
    CLONE("clone", "clone3", "fork", "vfork"),
    END("procexit"),
    CONNECT("connect"),
    ACCEPT("accept", "accept4"),
    BIND("bind"),
    LISTEN("listen"),
    SOCKET("socket"),
    SOCKETPAIR("socketpair"),
    REPLACE("dup2", "dup3"),
    /** The descriptors of the thread may have changed. */
    DESCRIPTORS("close_range", "unshare"),
    IDENTITY("setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups"),
    MOUNT("mount", "umount", "umount2", "pivot_root", "move_mount", "fsconfig", "open_tree");

    /** The number that stands for the working directory in place of a descriptor. */
    static final int AT_FDCWD = -100;

    private static final Effect[] BY_TYPE = table();

    private final String[] names;

    Effect(String... names) {
        this.names = names;
    }

    private static Effect[] table() {
        Effect[] table = new Effect[EventTypes.count()];
        for (EventType type : EventTypes.all()) {
            table[type.id()] = OTHER;
        }
        for (Effect effect : values()) {
            for (String name : effect.names) {
                EventType type = EventTypes.byName(name);
                if (type != null) {
                    table[type.id()] = effect;
                }
            }
        }
        return table;
    }

    /** The effect of an event. */
    static Effect of(EventContext event) {
        return BY_TYPE[event.event().type().id()];
    }

    /** True for an execveat. */
    static boolean isExecveat(Event event) {
        return event.type() == EventTypes.EXECVEAT;
    }

    /**
     * True if the event is a call of its thread. Events of a container's start, the clone in the child, the first
     * program of an exec session, ends and silent threads are not.
     */
    static boolean isCall(Event event) {
        MessageKind kind = event.message().kind();
        return (event.type().is(EventType.Trait.SYSCALL) || event.type().generic())
                && kind != MessageKind.CONTAINER_START
                && kind != MessageKind.CLONE_INFO
                && kind != MessageKind.UNKNOWN;
    }
}
