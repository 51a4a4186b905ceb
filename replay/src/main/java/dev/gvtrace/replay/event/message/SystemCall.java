// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.point.SyscallTable;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import org.jspecify.annotations.Nullable;

/**
 * A system call of an architecture, as in the Sentry's own table. Instances are unique and may be compared by
 * identity.
 *
 * @param architecture that the number belongs to
 * @param number its number there, -1 for {@link #UNKNOWN}
 * @param name the call's own name, such as {@code pread64}
 * @param kind the kind of its schematized messages; {@link MessageKind#UNKNOWN} if it has raw ones only
 * @param event the type of its events
 */
public record SystemCall(Architecture architecture, int number, String name, MessageKind kind, EventType event) {
    /** A number that the architecture does not have. */
    public static final SystemCall UNKNOWN =
            new SystemCall(Architecture.X86_64, -1, "unknown", MessageKind.UNKNOWN, EventTypes.UNKNOWN);

    private static final int NUMBERS = SyscallTable.GREATEST + 1;
    private static final Architecture[] ARCHITECTURES = Architecture.values();

    /** The calls of all architectures, by their {@link #index}. */
    private static final @Nullable SystemCall[] CALLS = calls();

    private static @Nullable SystemCall[] calls() {
        @Nullable SystemCall[] calls = new SystemCall[ARCHITECTURES.length * NUMBERS];
        for (Architecture architecture : ARCHITECTURES) {
            SyscallTable table = SyscallTable.of(architecture);
            for (int number = 0; number < NUMBERS; number++) {
                String name = table.name(number);
                if (name != null) {
                    MessageType type = table.type(number);
                    MessageKind kind = type == null ? MessageKind.UNKNOWN : MessageKind.of(type.number());
                    calls[index(architecture, number)] =
                            new SystemCall(architecture, number, name, kind, EventTypes.ofCall(name));
                }
            }
        }
        return calls;
    }

    private static int index(Architecture architecture, int number) {
        return architecture.ordinal() * NUMBERS + number;
    }

    /** The call with this number; {@link #UNKNOWN} if the architecture has none. Any number is allowed. */
    public static SystemCall of(Architecture architecture, int number) {
        SystemCall call = find(architecture, number);
        return call == null ? UNKNOWN : call;
    }

    /**
     * The call that a schematized message is about: kind and number together determine the architecture too. {@link
     * #UNKNOWN} if no call with this number has messages of this kind.
     */
    public static SystemCall of(MessageKind kind, int number) {
        for (Architecture architecture : ARCHITECTURES) {
            SystemCall call = find(architecture, number);
            if (call != null && call.kind == kind) {
                return call;
            }
        }
        return UNKNOWN;
    }

    /** True if one of the architectures has a call with this number. */
    static boolean isKnown(int number) {
        for (Architecture architecture : ARCHITECTURES) {
            if (find(architecture, number) != null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable SystemCall find(Architecture architecture, int number) {
        return number >= 0 && number < NUMBERS ? CALLS[index(architecture, number)] : null;
    }

    /** The number of calls of both architectures; {@link #index} is below it. */
    public static int count() {
        return CALLS.length;
    }

    /** The call's place among the calls of both architectures, for tables; not for {@link #UNKNOWN}. */
    public int index() {
        return index(architecture, number);
    }

    /** The name of the point of its schematized exits, if it has one. */
    public String exitPoint() {
        return "syscall/" + name + "/exit";
    }

    /** True if the call has messages of its own besides the raw ones. */
    public boolean schematized() {
        return kind != MessageKind.UNKNOWN;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return name;
    }
}
