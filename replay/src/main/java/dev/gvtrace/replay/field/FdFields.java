// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventType.Trait;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.SocketInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of descriptors except addresses. All are missing unless the event is about a descriptor. The descriptor may be
 * unknown, because the call failed or it was opened before the trace: then some fields have a value derived from the
 * event alone (rule language reference 5.3).
 */
final class FdFields {
    private static final String[] LETTERS = letters();

    private FdFields() {}

    /** Reads a text of a known descriptor. */
    interface FdText {
        @Nullable
        String of(EventContext event, FdInfo fd);
    }

    /** Reads a boolean of a known descriptor. */
    interface FdFlag {
        boolean of(EventContext event, FdInfo fd);
    }

    static @Nullable Extractor<EventContext> of(String name, @Nullable String key) {
        return switch (name) {
            case "fd.num" ->
                (Extractor.OfNumber<EventContext>)
                        (event, out) -> usesFd(event) && Extractors.put(out, event.fdNumber());
            case "fd.type" -> known((event, fd) -> fd.kind().text());
            case "fd.typechar" -> (Extractor.OfText<EventContext>) FdFields::letter;
            case "fd.name" -> (Extractor.OfText<EventContext>) FdFields::name;
            case "fd.nameraw" -> (Extractor.OfText<EventContext>) FdFields::rawName;
            case "fd.directory" -> (Extractor.OfText<EventContext>) FdFields::directory;
            case "fd.filename" ->
                known((event, fd) -> fd.kind() == FdInfo.Kind.FILE && !event.isNameless() ? filename(fd.name()) : null);
            case "fd.uid" -> (Extractor.OfText<EventContext>) FdFields::uid;
            case "fd.containername" -> (Extractor.OfText<EventContext>) event -> ofContainer(event, name(event));
            case "fd.containerdirectory" ->
                (Extractor.OfText<EventContext>) event -> ofContainer(event, directory(event));
            case "fd.ino" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> {
                    FdInfo fd = event.fd();
                    return fd != null && usesFd(event) && Extractors.putKnown(out, Math.max(0, fd.ino()));
                };
            case "fd.types" -> types(key);
            case "fd.connected" ->
                flag((event, fd) -> {
                    SocketInfo socket = fd.socket();
                    return socket != null && socket.connected();
                });
            case "fd.name_changed" -> flag((event, fd) -> event.fdNameChanged());
            default -> null;
        };
    }

    /** True if the event's type is about a descriptor, so that fd.* fields exist at all. */
    static boolean usesFd(EventContext event) {
        return event.event().type().is(Trait.USES_FD);
    }

    static Extractor.OfText<EventContext> known(FdText what) {
        return event -> {
            FdInfo fd = event.fd();
            return fd == null || !usesFd(event) ? null : what.of(event, fd);
        };
    }

    static Extractor.OfNumber<EventContext> flag(FdFlag what) {
        return (event, out) -> {
            FdInfo fd = event.fd();
            return fd != null && usesFd(event) && Extractors.put(out, what.of(event, fd));
        };
    }

    /** Fields that exist for each known descriptor but never have a value to compare with. */
    static Extractor.OfAny<EventContext> namesThatExist() {
        return new Extractor.OfAnyText<EventContext>() {
            @Override
            public int count(EventContext event) {
                return 0;
            }

            @Override
            public Extractor.OfText<EventContext> at(int index) {
                return Extractors.MISSING_TEXT;
            }

            @Override
            public boolean exists(EventContext event) {
                return event.fd() != null && usesFd(event);
            }
        };
    }

    private static String[] letters() {
        FdInfo.Kind[] kinds = FdInfo.Kind.values();
        String[] all = new String[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            all[i] = String.valueOf(kinds[i].letter());
        }
        return all;
    }

    /** The letter of a kind as text. */
    static String letter(FdInfo.Kind kind) {
        return LETTERS[kind.ordinal()];
    }

    private static @Nullable String letter(EventContext event) {
        if (!usesFd(event)) {
            return null;
        }
        FdInfo fd = event.fd();
        return fd == null ? guessedLetter(event.event().type()) : letter(fd.kind());
    }

    /** The kind that Falco assumes for an unknown descriptor; that open is not a file is an inconsistency of Falco. */
    private static String guessedLetter(EventType type) {
        return switch (type.name()) {
            case "openat", "openat2", "creat" -> "f";
            case "socket", "accept", "accept4" -> "4";
            case "pipe", "pipe2" -> "p";
            case "eventfd", "eventfd2" -> "e";
            case "signalfd", "signalfd4" -> "s";
            case "timerfd_create" -> "t";
            case "inotify_init", "inotify_init1" -> "i";
            default -> "o";
        };
    }

    static @Nullable String name(EventContext event) {
        return usesFd(event) ? event.fdName() : null;
    }

    private static @Nullable String rawName(EventContext event) {
        if (!usesFd(event) || event.isNameless()) {
            return null;
        }
        FdInfo fd = event.fd();
        if (fd != null) {
            return fd.rawName();
        }
        String name = event.fdRawName();
        return name == null ? "" : name;
    }

    private static @Nullable String directory(EventContext event) {
        if (!usesFd(event) || event.isNameless()) {
            return null;
        }
        FdInfo fd = event.fd();
        if (fd == null) {
            String name = event.fdName();
            return name == null ? "/" : directory(name);
        }
        return switch (fd.kind()) {
            case FILE -> directory(fd.name());
            case DIRECTORY -> fd.name();
            case IPV4,
                    IPV6,
                    UNIX,
                    PIPE,
                    EVENT,
                    SIGNALFD,
                    EVENTPOLL,
                    INOTIFY,
                    TIMERFD,
                    NETLINK,
                    BPF,
                    USERFAULTFD,
                    IO_URING,
                    MEMFD,
                    PIDFD,
                    UNKNOWN -> null;
        };
    }

    private static String directory(String name) {
        int slash = name.lastIndexOf('/');
        return slash <= 0 ? "/" : name.substring(0, slash);
    }

    /** The part after the last slash; "/" for a name without a slash, the name itself if it ends with one. */
    private static String filename(String name) {
        int slash = name.lastIndexOf('/');
        if (slash < 0) {
            return "/";
        }
        return slash == name.length() - 1 ? name : name.substring(slash + 1);
    }

    private static @Nullable String uid(EventContext event) {
        ThreadInfo thread = event.thread();
        return thread == null || !usesFd(event) ? null : Integer.toString(thread.tid()) + event.fdNumber();
    }

    private static @Nullable String ofContainer(EventContext event, @Nullable String part) {
        ContainerInfo container = event.container();
        return container == null || part == null ? null : container.shortId() + ':' + part;
    }

    private static Extractor<EventContext> types(@Nullable String key) {
        Integer index = WholeNumber.index(key);
        if (index == null) {
            return (Extractor.OfTexts<EventContext>) event -> {
                ThreadInfo thread = event.thread();
                return thread == null || !usesFd(event) ? null : types(thread);
            };
        }
        int number = index;
        return (Extractor.OfTexts<EventContext>) event -> {
            ThreadInfo thread = event.thread();
            FdInfo fd = thread == null ? null : thread.fd(number);
            return fd == null || !usesFd(event) ? null : List.of(fd.kind().text());
        };
    }

    private static List<String> types(ThreadInfo thread) {
        List<String> all = new ArrayList<>(4);
        int seen = 0;
        for (FdInfo fd : thread.descriptors().all()) {
            int bit = 1 << fd.kind().ordinal();
            if ((seen & bit) == 0) {
                seen |= bit;
                all.add(fd.kind().text());
            }
        }
        return all;
    }
}
