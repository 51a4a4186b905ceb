// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.OpenCall;
import dev.gvtrace.replay.event.message.RawCall;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.state.EventContext;
import org.jspecify.annotations.Nullable;

/** How files were opened: evt.is_open_* and evt.abspath. The booleans are false for all other events, never missing. */
final class OpenFields {
    private static final int EXECUTE_BITS = 0111;
    private static final long NO_FLAGS = -1;

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
            long flags = flags(event);
            return Extractors.put(out, flags != NO_FLAGS && (LinuxFlags.access(flags) & bit) != 0);
        };
    }

    private static boolean isCreat(EventType type) {
        return type.name().equals("creat");
    }

    /** The Linux flags of an open, openat or creat; -1 for other events and where a pointer hides them. */
    static long flags(EventContext event) {
        Message message = event.event().arguments();
        if (message instanceof OpenCall open) {
            return open.flags() & 0xffff_ffffL;
        }
        if (!(message instanceof RawCall raw)) {
            return NO_FLAGS;
        }
        return switch (event.event().type().name()) {
            case "open" -> raw.argument(1) & 0xffff_ffffL;
            case "openat", "open_by_handle_at" -> raw.argument(2) & 0xffff_ffffL;
            case "creat" -> LinuxFlags.OF_CREAT;
            default -> NO_FLAGS;
        };
    }

    /** The mode that counts: only where the flags ask for a new file. */
    static long mode(EventContext event) {
        long flags = flags(event);
        if (flags == NO_FLAGS || !LinuxFlags.makesFile(flags, isArm(event))) {
            return 0;
        }
        Message message = event.event().arguments();
        if (message instanceof OpenCall open) {
            return open.mode() & 07777;
        }
        if (!(message instanceof RawCall raw)) {
            return 0;
        }
        return switch (event.event().type().name()) {
            case "creat" -> raw.argument(1) & 07777;
            case "open" -> raw.argument(2) & 07777;
            case "openat" -> raw.argument(3) & 07777;
            default -> 0;
        };
    }

    /** True if the event is one of an arm64 sandbox, where some flags have other bits. */
    static boolean isArm(EventContext event) {
        return event.event().message() instanceof Call call && call.systemCall().architecture() == Architecture.ARM64;
    }

    private static boolean executable(EventContext event) {
        return (mode(event) & EXECUTE_BITS) != 0;
    }

    private static boolean created(EventContext event) {
        long flags = flags(event);
        return flags != NO_FLAGS
                && event.event().hasResult()
                && !event.event().failed()
                && LinuxFlags.certainlyCreates(flags, isArm(event));
    }

    private static @Nullable String absolutePath(EventContext event) {
        String type = event.event().type().name();
        if (!type.equals("openat") && !type.equals("openat2")) {
            return null;
        }
        return Extractors.known(event.fdName());
    }
}
