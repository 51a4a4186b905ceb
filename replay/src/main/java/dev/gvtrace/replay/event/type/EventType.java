// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.type;

import java.util.List;

/**
 * The type of an event: the value of {@code evt.type}, with its entry in Falco's event table. Instances are unique
 * ({@link EventTypes} has them all) and may be compared by identity.
 *
 * @param id dense index from 0, for arrays and bit sets
 * @param name the value of evt.type, such as {@code openat} or {@code pread}
 * @param category the value of evt.category; "" where it depends on the descriptor
 * @param parameters the parameters that a Sentry's events have, in Falco's order. Those of generic calls are {@code ID}
 *     and {@code nativeID}: {@code evt.arg} reads them, {@code evt.args} shows none
 * @param generic true for a call that has no event of its own in Falco's table
 * @param traits further facts, one bit each, see {@link #is}
 */
public record EventType(int id, String name, String category, List<Parameter> parameters, boolean generic, int traits) {

    /** Facts about all events of a type. */
    public enum Trait {
        /** The event is about a system call (not procexit, not an async event). */
        SYSCALL,
        /** The event has no return value: evt.res, evt.rawres, evt.failed have no value. */
        NO_RESULT,
        /** fd.* fields exist for it (rule language reference 5.3). */
        USES_FD,
        /** It creates a descriptor: its result, or two that are parameters. */
        CREATES_FD,
        /** It closes one. */
        DESTROYS_FD,
        /** evt.is_io. */
        IO,
        /** evt.is_io_read. */
        IO_READ,
        /** evt.is_io_write. */
        IO_WRITE,
        /** evt.is_wait. */
        WAIT,
        /** Its evt.dir is {@code >}. */
        ENTER_DIRECTION;

        int bit() {
            return 1 << ordinal();
        }
    }

    /**
     * One parameter.
     *
     * @param name as in {@code evt.arg.NAME}
     * @param kind how it is printed and compared
     * @param table for flags and enumerations the name of their table of names (open, creat, openat2, execve, clone,
     *     family, prot, mmap, fcntl, rlimit, ptrace, unlinkat, linkat, renameat2 …), otherwise ""
     * @param source where it is in a raw call: 1 to 6 for an argument's register, {@link #RESULT} for the return value,
     *     {@link #NOWHERE} if a raw call does not have it
     */
    public record Parameter(String name, Kind kind, String table, int source) {
        /** The parameter is the return value. */
        public static final int RESULT = -1;
        /** A raw call does not have it: a text, or a value behind a pointer. */
        public static final int NOWHERE = 0;
    }

    /** The classes of parameters, rule language reference 7.1. */
    public enum Kind {
        /** A descriptor. */
        FD,
        /** A return value: 0 or more, or a negative error number. */
        ERRNO,
        /** A thread or process id. */
        PID,
        /** A user id. */
        UID,
        /** A group id. */
        GID,
        /** A set of flags in Falco's encoding, see {@link Parameter#table}. */
        FLAGS,
        /** One of several values in Falco's encoding, see {@link Parameter#table}. */
        ENUM_FLAGS,
        /** A file mode shown as octal digits with the names of its bits. */
        MODE,
        /** A number shown as octal digits. */
        OCTAL,
        /** A number shown as hexadecimal digits. */
        HEX,
        /** A signed number. */
        SIGNED,
        /** An unsigned number. */
        UNSIGNED,
        /** A path, resolved when shown. */
        FSPATH,
        /** A text. */
        TEXT,
        /** A block of bytes. */
        BYTES,
        /** A socket address. */
        SOCKADDR,
        /** The two ends of a connection. */
        TUPLE,
        /** The number of a signal. */
        SIGNAL,
        /** ns since the epoch. */
        ABSOLUTE_TIME,
        /** ns. */
        RELATIVE_TIME,
        /** A system call. */
        SYSCALL_ID,
        /** A structure that cannot be compared. */
        OTHER
    }

    /** True if the trait holds. */
    public boolean is(Trait trait) {
        return (traits & trait.bit()) != 0;
    }

    /**
     * The argument of a raw call, 1 to 6, with the descriptor of the fd.* fields; 0 if there is none, or if it is the
     * result.
     */
    public int rawFd() {
        if (is(Trait.USES_FD)) {
            for (Parameter parameter : parameters) {
                if (parameter.kind() == Kind.FD && parameter.source() > 0) {
                    return parameter.source();
                }
            }
        }
        return 0;
    }

    /** The position of the parameter with this name, or -1 if the type has none. */
    public int parameter(String parameterName) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(parameterName)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return name;
    }
}
