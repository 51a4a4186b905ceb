// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

import java.util.List;

/**
 * What kind of thing happened: the value of {@code evt.type}, with what Falco's event table says about it. Instances are
 * unique ({@code EventTypes} holds them all) and may be compared by identity.
 *
 * @param id dense index from 0, for arrays and bit sets
 * @param name the value of evt.type, such as {@code openat} or {@code pread}
 * @param category the value of evt.category for events whose category does not depend on their descriptor
 * @param parameters the parameters in Falco's order; empty for generic calls
 * @param generic true for a call that has no event of its own in Falco's table
 * @param traits further facts, see {@link Trait}
 */
public record EventType(
        int id,
        String name,
        String category,
        List<Parameter> parameters,
        boolean generic,
        java.util.Set<Trait> traits) {

    /** What is true of all events of a type. */
    public enum Trait {
        /** The event is a system call's (not procexit, not an async event). */
        SYSCALL,
        /** The event has no return value: evt.res, evt.rawres, evt.failed have no value. */
        NO_RESULT,
        /** fd.* fields exist for it (rule language reference 5.3). */
        USES_FD,
        /** It makes a descriptor. */
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
        ENTER_DIRECTION
    }

    /**
     * One parameter.
     *
     * @param name as in {@code evt.arg.NAME}
     * @param kind how it is rendered and what it compares with
     */
    public record Parameter(String name, Kind kind) {}

    /** The classes of parameters, rule language reference 7.1. */
    public enum Kind {
        FD,
        ERRNO,
        PID,
        UID,
        GID,
        FLAGS,
        ENUM_FLAGS,
        MODE,
        OCTAL,
        HEX,
        SIGNED,
        UNSIGNED,
        FSPATH,
        TEXT,
        BYTES,
        SOCKADDR,
        TUPLE,
        SIGNAL,
        ABSOLUTE_TIME,
        RELATIVE_TIME,
        SYSCALL_ID
    }

    /** True if the trait holds. */
    public boolean is(Trait trait) {
        return traits.contains(trait);
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
