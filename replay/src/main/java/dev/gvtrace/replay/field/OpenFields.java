// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.OpenArguments;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.state.EventContext;
import org.jspecify.annotations.Nullable;

/** How files were opened: evt.is_open_* and evt.abspath. The booleans are false for all other events, never missing. */
final class OpenFields {
    private static final int EXECUTE_BITS = 0111;
    private static final int PERMISSIONS = 07777;

    private OpenFields() {}

    static @Nullable Extractor<EventContext> of(String name) {
        return switch (name) {
            case "evt.is_open_read" -> access(LinuxFlags.FALCO_READ);
            case "evt.is_open_write" -> access(LinuxFlags.FALCO_WRITE);
            case "evt.is_open_exec" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> Extractors.put(out, executable(event));
            case "evt.is_open_create" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> Extractors.put(out, created(event));
            case "evt.abspath" -> (Extractor.OfText<EventContext>) OpenFields::absolutePath;
            default -> null;
        };
    }

    private static Extractor<EventContext> access(long bit) {
        return (Extractor.OfNumber<EventContext>) (event, out) -> {
            if (isCreat(event.event().type())) {
                return Extractors.put(out, false);
            }
            long flags = OpenArguments.flags(event.event());
            return Extractors.put(out, flags != OpenArguments.UNKNOWN && (LinuxFlags.access(flags) & bit) != 0);
        };
    }

    private static boolean isCreat(EventType type) {
        return type.name().equals("creat");
    }

    /** The mode, if the flags may create a file. */
    static long mode(Event event) {
        long flags = OpenArguments.flags(event);
        boolean counts = flags != OpenArguments.UNKNOWN && LinuxFlags.makesFile(flags, event.isArm64());
        return counts ? OpenArguments.mode(event) & PERMISSIONS : 0;
    }

    private static boolean executable(EventContext event) {
        return (mode(event.event()) & EXECUTE_BITS) != 0;
    }

    private static boolean created(EventContext context) {
        Event event = context.event();
        long flags = OpenArguments.flags(event);
        return flags != OpenArguments.UNKNOWN
                && event.hasResult()
                && !event.failed()
                && LinuxFlags.certainlyCreates(flags, event.isArm64());
    }

    private static @Nullable String absolutePath(EventContext event) {
        String type = event.event().type().name();
        if (!type.equals("openat") && !type.equals("openat2")) {
            return null;
        }
        return Extractors.known(event.fdName());
    }
}
