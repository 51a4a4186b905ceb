// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.OpenCall;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import java.util.Arrays;
import java.util.Map;

/** Flags and mode of the calls that open files by name or handle, from any kind of message. */
public final class OpenArguments {
    /** The event is not an open, or the value is behind a pointer, as in a raw openat2. */
    public static final long UNKNOWN = -1;

    /** The flags implied by creat: O_WRONLY, O_CREAT and O_TRUNC. */
    private static final long FLAGS_OF_CREAT = 0x241;

    private static final long UNSIGNED = 0xffff_ffffL;
    private static final EventType CREAT = EventTypes.ofCall("creat");
    private static final byte[] FLAGS = positions(Map.of("open", 1, "openat", 2, "open_by_handle_at", 2));
    private static final byte[] MODE = positions(Map.of("creat", 1, "open", 2, "openat", 3));

    private OpenArguments() {}

    private static byte[] positions(Map<String, Integer> ofCalls) {
        byte[] positions = new byte[EventTypes.count()];
        Arrays.fill(positions, (byte) UNKNOWN);
        ofCalls.forEach((name, position) -> positions[EventTypes.ofCall(name).id()] = position.byteValue());
        return positions;
    }

    /** The Linux flags of the architecture, unsigned 32 bits, or {@link #UNKNOWN}. */
    public static long flags(Event event) {
        Message message = event.arguments();
        if (message instanceof OpenCall open) {
            return open.flags() & UNSIGNED;
        }
        return event.type() == CREAT
                ? FLAGS_OF_CREAT
                : argument(message, FLAGS[event.type().id()]);
    }

    /** The mode as passed, or 0 without one; meaningful only if the flags create a file. */
    public static long mode(Event event) {
        Message message = event.arguments();
        if (message instanceof OpenCall open) {
            return open.mode() & UNSIGNED;
        }
        return Math.max(0, argument(message, MODE[event.type().id()]));
    }

    private static long argument(Message message, int position) {
        return message instanceof Call call && position >= 0 ? call.argument(position) & UNSIGNED : UNKNOWN;
    }
}
