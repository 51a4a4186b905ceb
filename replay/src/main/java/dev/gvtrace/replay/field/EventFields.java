// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventType.Trait;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import org.jspecify.annotations.Nullable;

/** Fields of the event itself: type, direction, category, result, counters. */
final class EventFields {
    private EventFields() {}

    static @Nullable Extractor<EventContext> of(String name, @Nullable String key) throws FieldException {
        return switch (name) {
            case "evt.num" -> number((event, out) -> Extractors.put(out, event.number()));
            case "evt.type" -> text(event -> event.event().type().name());
            case "syscall.type" ->
                text(event -> event.event().type().is(Trait.SYSCALL)
                        ? event.event().type().name()
                        : null);
            case "evt.type.is" -> isType(key == null ? "" : key);
            case "evt.dir" -> text(event -> event.event().type().is(Trait.ENTER_DIRECTION) ? ">" : "<");
            case "evt.category" -> text(EventFields::category);
            case "evt.cpu" -> Extractors.number(0);
            case "evt.source" -> Extractors.text("syscall");
            case "evt.hostname" -> text(event -> event.sandbox().hostname());
            case "evt.is_async" -> Extractors.number(0);
            case "evt.args", "evt.info" -> text(ArgumentFields::all);
            case "evt.buffer" ->
                text(event -> event.event().type().parameter("data") >= 0
                                && isTransfer(event.event().type())
                        ? ""
                        : null);
            case "evt.res" -> text(EventFields::result);
            case "evt.rawres" ->
                number((event, out) -> event.event().hasResult()
                        && Extractors.put(out, event.event().result()));
            case "evt.failed" ->
                number((event, out) -> event.event().hasOutcome()
                        && Extractors.put(out, event.event().failed()));
            case "evt.io_dir" -> text(EventFields::direction);
            case "evt.is_io" -> trait(Trait.IO);
            case "evt.is_io_read" -> trait(Trait.IO_READ);
            case "evt.is_io_write" -> trait(Trait.IO_WRITE);
            case "evt.is_wait" -> trait(Trait.WAIT);
            case "evt.is_syslog" -> number(EventFields::isSyslog);
            case "evt.around" -> TimeFields.around(key == null ? "0" : key);
            default -> name.startsWith("evt.is_open") || name.equals("evt.abspath") ? OpenFields.of(name) : count(name);
        };
    }

    private static @Nullable Extractor<EventContext> count(String name) {
        if (name.startsWith("evt.buflen")) {
            return transferred(name.substring("evt.buflen".length()));
        }
        return switch (name) {
            case "evt.count" -> Extractors.number(1);
            case "evt.count.error" ->
                number((event, out) -> Extractors.put(
                        out, event.event().hasOutcome() && event.event().failed()));
            case "evt.count.error.file" -> errors("file");
            case "evt.count.error.net" -> errors("net");
            case "evt.count.error.memory" -> errors("memory");
            case "evt.count.error.other" -> errors("other");
            case "evt.count.exit" ->
                number((event, out) -> !event.event().type().is(Trait.ENTER_DIRECTION) && Extractors.put(out, 1));
            case "evt.count.procinfo", "evt.count.threadinfo" -> Extractors.number(0);
            default -> null;
        };
    }

    private static Extractor.OfText<EventContext> text(Extractor.OfText<EventContext> extractor) {
        return extractor;
    }

    private static Extractor.OfNumber<EventContext> number(Extractor.OfNumber<EventContext> extractor) {
        return extractor;
    }

    private static Extractor.OfNumber<EventContext> trait(Trait trait) {
        return (event, out) -> Extractors.put(out, event.event().type().is(trait));
    }

    private static Extractor<EventContext> isType(String name) throws FieldException {
        if (!EventTypes.isName(name)) {
            throw new FieldException("unknown event type " + name);
        }
        EventType type = EventTypes.byName(name);
        return number((event, out) -> Extractors.put(out, event.event().type() == type));
    }

    private static boolean isTransfer(EventType type) {
        return type.is(Trait.IO_READ) || type.is(Trait.IO_WRITE);
    }

    /** The category of the type; for input and output that of the descriptor. */
    static String category(EventContext event) {
        String ofType = event.event().type().category();
        if (!ofType.isEmpty()) {
            return ofType;
        }
        FdInfo fd = event.fd();
        if (fd == null) {
            return "unknown";
        }
        return switch (fd.kind()) {
            case FILE, DIRECTORY -> "file";
            case IPV4, IPV6 -> "net";
            case PIPE, UNIX, EVENT, SIGNALFD, INOTIFY -> "ipc";
            case EVENTPOLL, TIMERFD, NETLINK, BPF, USERFAULTFD, IO_URING, MEMFD, PIDFD, UNKNOWN -> "unknown";
        };
    }

    private static @Nullable String result(EventContext applied) {
        Event event = applied.event();
        if (!event.hasResult()) {
            return null;
        }
        if (event.result() >= 0) {
            return "SUCCESS";
        }
        String name = ErrorNames.of(-event.result());
        return name == null ? Long.toString(-event.result()) : name;
    }

    private static @Nullable String direction(EventContext event) {
        EventType type = event.event().type();
        return type.is(Trait.IO_READ) ? "read" : type.is(Trait.IO_WRITE) ? "write" : null;
    }

    private static boolean isSyslog(EventContext event, Extractor.NumberValue out) {
        FdInfo fd = event.fd();
        return Extractors.put(
                out,
                fd != null
                        && event.event().type().is(Trait.IO_WRITE)
                        && fd.name().contains("/dev/log"));
    }

    private static Extractor<EventContext> errors(String wanted) {
        return number((event, out) -> {
            if (!event.event().hasOutcome() || !wanted.equals(errorClass(event))) {
                return false;
            }
            return Extractors.put(out, event.event().failed());
        });
    }

    private static String errorClass(EventContext event) {
        String category = category(event);
        return switch (category) {
            case "file", "net", "memory" -> category;
            default -> "other";
        };
    }

    /** The number of bytes transferred, for all events or for those of one direction and one kind of descriptor. */
    private static Extractor<EventContext> transferred(String suffix) {
        boolean reads = !suffix.endsWith(".out");
        boolean writes = !suffix.endsWith(".in");
        boolean files = !suffix.startsWith(".net");
        boolean sockets = !suffix.startsWith(".file");
        return number((event, out) -> {
            EventType type = event.event().type();
            FdInfo fd = event.fd();
            boolean counts = fd != null
                    && event.event().hasResult()
                    && event.event().result() >= 0
                    && (reads && type.is(Trait.IO_READ) || writes && type.is(Trait.IO_WRITE))
                    && (files && sockets
                            || files && fd.kind() == FdInfo.Kind.FILE
                            || sockets && fd.kind().isIp());
            return counts && Extractors.put(out, event.event().result());
        });
    }
}
