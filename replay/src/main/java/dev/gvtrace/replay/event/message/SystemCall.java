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
 * A system call of an architecture, as the Sentry's own table has it. Instances are unique and may be compared by
 * identity.
 *
 * @param architecture whose numbers count
 * @param number its number there, -1 for {@link #UNKNOWN}
 * @param name the call's own name, such as {@code pread64}
 * @param kind the kind of its schematized messages; {@link MessageKind#UNKNOWN} if it has raw ones only
 * @param event the type of its events
 */
public record SystemCall(Architecture architecture, int number, String name, MessageKind kind, EventType event) {
    /** A number that the architecture does not have. */
    public static final SystemCall UNKNOWN =
            new SystemCall(Architecture.X86_64, -1, "unknown", MessageKind.UNKNOWN, EventTypes.UNKNOWN);

    private static final @Nullable SystemCall[] X86_64 = table(Architecture.X86_64);
    private static final @Nullable SystemCall[] ARM64 = table(Architecture.ARM64);

    private static @Nullable SystemCall[] table(Architecture architecture) {
        @Nullable SystemCall[] calls = new SystemCall[SyscallTable.GREATEST + 1];
        SyscallTable names = SyscallTable.of(architecture);
        for (int number = 0; number < calls.length; number++) {
            String name = names.name(number);
            if (name != null) {
                MessageType type = names.type(number);
                MessageKind kind = type == null ? MessageKind.UNKNOWN : MessageKind.of(type.number());
                calls[number] = new SystemCall(architecture, number, name, kind, EventTypes.ofCall(name));
            }
        }
        return calls;
    }

    /** The call of that number; {@link #UNKNOWN} if the architecture has none. Any number may be asked for. */
    public static SystemCall of(Architecture architecture, int number) {
        SystemCall call = find(architecture == Architecture.X86_64 ? X86_64 : ARM64, number);
        return call == null ? UNKNOWN : call;
    }

    /**
     * The call that a schematized message is about: kind and number together determine the architecture too. {@link
     * #UNKNOWN} if no call of that number has messages of that kind.
     */
    public static SystemCall of(MessageKind kind, int number) {
        SystemCall call = find(X86_64, number);
        if (call != null && call.kind == kind) {
            return call;
        }
        call = find(ARM64, number);
        return call != null && call.kind == kind ? call : UNKNOWN;
    }

    /** True if one of the architectures has a call of that number. */
    static boolean isKnown(int number) {
        return find(X86_64, number) != null || find(ARM64, number) != null;
    }

    private static @Nullable SystemCall find(@Nullable SystemCall[] calls, int number) {
        return number >= 0 && number < calls.length ? calls[number] : null;
    }

    /** How many calls there can be, of both architectures: {@link #index} is below it. */
    public static int count() {
        return X86_64.length + ARM64.length;
    }

    /** The call's place among the calls of both architectures, for tables; not for {@link #UNKNOWN}. */
    public int index() {
        return architecture == Architecture.X86_64 ? number : X86_64.length + number;
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
