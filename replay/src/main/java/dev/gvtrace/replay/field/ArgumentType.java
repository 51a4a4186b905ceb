// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.type.EventType.Parameter;
import dev.gvtrace.replay.event.type.EventTypes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The type that a condition on {@code evt.rawarg.NAME} is checked with: that of the first event in Falco's table which
 * has an argument with this name, even for other events later (rule language reference 5.2, 8.3).
 *
 * @param type how it compares
 * @param bits 8 to 64 for numbers, 0 for others
 * @param typeName Falco's name of the type, for messages
 */
record ArgumentType(FieldType type, int bits, String typeName) {
    private static final ArgumentType FD = signed("FD");
    private static final ArgumentType ERRNO = signed("ERRNO");
    private static final ArgumentType PID = signed("PID");
    private static final ArgumentType INT64 = signed("INT64");
    private static final ArgumentType UINT8 = unsigned(8, "UINT8");
    private static final ArgumentType UINT32 = unsigned(32, "UINT32");
    private static final ArgumentType UINT64 = unsigned(64, "UINT64");
    private static final ArgumentType FLAGS32 = unsigned(32, "FLAGS32");
    private static final ArgumentType MODE = unsigned(32, "MODE");
    private static final ArgumentType SIGNAL = unsigned(8, "SIGTYPE");
    private static final ArgumentType CALL = unsigned(16, "SYSCALLID");
    private static final ArgumentType ABSTIME = new ArgumentType(FieldType.ABSOLUTE_TIME, 64, "ABSTIME");
    private static final ArgumentType RELTIME = new ArgumentType(FieldType.RELATIVE_TIME, 64, "RELTIME");
    private static final ArgumentType FSPATH = new ArgumentType(FieldType.PATH, 0, "FSPATH");
    private static final ArgumentType CHARBUF = new ArgumentType(FieldType.TEXT, 0, "CHARBUF");
    private static final ArgumentType BYTEBUF = new ArgumentType(FieldType.BUFFER, 0, "BYTEBUF");

    /** Unsigned arguments of 8 bits; the others have 32 or 64. */
    private static final Set<String> BYTES = Set.of("queuepct", "clockid", "core");

    /** Unsigned and hexadecimal arguments of 64 bits. */
    private static final Set<String> LONGS = Set.of(
            ("ino fdlimit source peer initval offset request pos pgft_maj pgft_min length pgoffset argument dqb_bhardlimit"
                            + " dqb_bsoftlimit dqb_curspace dqb_ihardlimit dqb_isoftlimit event_data cpu_usr cpu_sys ip"
                            + " offin offout len arg cap_inheritable cap_permitted cap_effective exe_ino"
                            + " pidns_init_start_ts")
                    .split(" "));

    private static ArgumentType signed(String name) {
        return new ArgumentType(FieldType.SIGNED, 64, name);
    }

    private static ArgumentType unsigned(int bits, String name) {
        return new ArgumentType(FieldType.UNSIGNED, bits, name);
    }

    private static ArgumentType opaque(String name) {
        return new ArgumentType(FieldType.OPAQUE, 0, name);
    }

    /** The number of bits of an unsigned argument with this name. */
    static long mask(String name) {
        return BYTES.contains(name) ? 0xff : LONGS.contains(name) ? -1 : 0xffff_ffffL;
    }

    /** The type of the arguments with this name; null if no event has one. */
    static @Nullable ArgumentType of(String name) {
        Parameter parameter = EventTypes.argument(name);
        if (parameter == null) {
            return null;
        }
        return switch (parameter.kind()) {
            case FD -> FD;
            case ERRNO -> ERRNO;
            case PID -> PID;
            case SIGNED -> INT64;
            case UNSIGNED, HEX -> BYTES.contains(name) ? UINT8 : LONGS.contains(name) ? UINT64 : UINT32;
            case OCTAL -> UINT32;
            case FLAGS, ENUM_FLAGS -> FLAGS32;
            case MODE -> MODE;
            case SIGNAL -> SIGNAL;
            case SYSCALL_ID -> CALL;
            case ABSOLUTE_TIME -> ABSTIME;
            case RELATIVE_TIME -> RELTIME;
            case FSPATH -> FSPATH;
            case TEXT -> CHARBUF;
            case BYTES -> BYTEBUF;
            case UID -> opaque("UID");
            case GID -> opaque("GID");
            case SOCKADDR -> opaque("SOCKADDR");
            case TUPLE -> opaque("SOCKTUPLE");
            case OTHER -> opaque("DYNAMIC");
        };
    }
}
