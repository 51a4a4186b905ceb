// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.PtraceCall;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventType.Kind;
import dev.gvtrace.replay.event.type.EventType.Parameter;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.PathResolver;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SocketInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arguments as text: their value, and their meaning where they have one, such as the path of a descriptor or the names
 * of flags (rule language reference 7.1).
 */
final class ArgumentText {
    private static final int AT_FDCWD = -100;
    private static final int PTRACE_TRACEME = 0;

    /** Ids of the root PID namespace, in events that are about a process itself. */
    private static final Set<String> ROOT_IDS = Set.of("tid", "pid", "ptid", "pgid");

    private ArgumentText() {}

    /** Appends {@code value} or {@code value(meaning)}. */
    static void append(StringBuilder text, EventContext event, EventArgument.OfNumber argument) {
        Kind kind = argument.parameter().kind();
        Extractor.NumberValue number = new Extractor.NumberValue();
        if (!argument.value().number(event, number)) {
            text.append(absent(kind));
            return;
        }
        text.append(value(kind, number.value));
        appendMeaning(text, meaning(event, argument.parameter(), number.value));
    }

    /** Appends {@code value} or {@code value(meaning)}. */
    static void append(StringBuilder text, EventContext event, EventArgument.OfText argument) {
        Kind kind = argument.parameter().kind();
        String raw = text(event, argument);
        if (raw == null) {
            text.append(absent(kind));
            return;
        }
        text.append(raw);
        appendMeaning(text, kind == Kind.FSPATH ? absolute(event, argument.parameter(), raw) : null);
    }

    private static void appendMeaning(StringBuilder text, @Nullable String meaning) {
        if (meaning != null && !meaning.isEmpty()) {
            text.append('(').append(meaning).append(')');
        }
    }

    /** The meaning of an argument if it has one, otherwise its value; the text for a missing value if there is none. */
    static String meaning(EventContext event, EventArgument.OfNumber argument) {
        Kind kind = argument.parameter().kind();
        Extractor.NumberValue number = new Extractor.NumberValue();
        if (!argument.value().number(event, number)) {
            return absent(kind);
        }
        String meaning = meaning(event, argument.parameter(), number.value);
        return meaning == null || meaning.isEmpty() ? value(kind, number.value) : meaning;
    }

    /** The text with a relative path made absolute; the text for a missing value if there is none. */
    static String meaning(EventContext event, EventArgument.OfText argument) {
        Kind kind = argument.parameter().kind();
        String raw = text(event, argument);
        if (raw == null) {
            return absent(kind);
        }
        String absolute = kind == Kind.FSPATH ? absolute(event, argument.parameter(), raw) : null;
        return absolute == null ? raw : absolute;
    }

    private static String absent(Kind kind) {
        return switch (kind) {
            case BYTES, TUPLE, OTHER -> "NULL";
            case FD,
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
                    SOCKADDR,
                    SIGNAL,
                    ABSOLUTE_TIME,
                    RELATIVE_TIME,
                    SYSCALL_ID -> "<NA>";
        };
    }

    /** The value as it is shown; null if it is missing or empty. */
    static @Nullable String text(EventContext event, EventArgument.OfText argument) {
        String raw = argument.value().text(event);
        if (raw == null || raw.isEmpty()) {
            return null;
        }
        return argument.parameter().kind() == Kind.BYTES ? printable(raw) : raw;
    }

    /** Printable ASCII unchanged, a dot for every other byte. */
    private static String printable(String bytes) {
        char[] text = bytes.toCharArray();
        for (int i = 0; i < text.length; i++) {
            if (text[i] < ' ' || text[i] > '~') {
                text[i] = '.';
            }
        }
        return String.valueOf(text);
    }

    private static String value(Kind kind, long value) {
        return switch (kind) {
            case UID, GID -> (int) value == -1 ? "-1" : Long.toString(value & 0xffff_ffffL);
            case OCTAL, MODE -> value == 0 ? "0" : '0' + Long.toOctalString(value);
            case HEX -> hexadecimal(value);
            case ABSOLUTE_TIME -> TimeText.dateTime(value);
            case RELATIVE_TIME -> value == -1 ? "none" : Long.toString(value);
            case UNSIGNED -> Long.toUnsignedString(value);
            case FD, ERRNO, PID, FLAGS, ENUM_FLAGS, SIGNED, SIGNAL, SYSCALL_ID -> Long.toString(value);
            case FSPATH, TEXT, BYTES, SOCKADDR, TUPLE, OTHER ->
                throw new IllegalArgumentException(kind + ": expected a kind of numbers");
        };
    }

    private static String hexadecimal(long value) {
        char[] digits = new char[16];
        int at = digits.length;
        long left = value;
        do {
            int digit = (int) left & 0xf;
            digits[--at] = (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
            left >>>= 4;
        } while (left != 0);
        return new String(digits, at, digits.length - at);
    }

    private static @Nullable String meaning(EventContext event, Parameter parameter, long value) {
        return switch (parameter.kind()) {
            case FD -> descriptor(event, value);
            case ERRNO -> value < 0 ? ErrorNames.of(-value) : null;
            case PID -> process(event, parameter.name(), value);
            case UID -> (int) value == -1 ? "<NONE>" : UserFields.userName(event.container(), (int) value);
            case GID -> (int) value == -1 ? "<NONE>" : UserFields.groupName(event.container(), (int) value);
            case FLAGS -> flags(parameter.table(), value);
            case MODE -> flags("mode", value);
            case ENUM_FLAGS -> names(parameter.table(), value);
            case SIGNAL -> SignalNames.of(value);
            case SYSCALL_ID -> event.event().type().name();
            case RELATIVE_TIME -> value == -1 ? null : seconds(value);
            case OCTAL, HEX, SIGNED, UNSIGNED, FSPATH, TEXT, BYTES, SOCKADDR, TUPLE, ABSOLUTE_TIME, OTHER -> null;
        };
    }

    private static @Nullable String flags(String table, long value) {
        FlagTable names = FlagTable.of(table);
        return names == null ? null : names.flags(value);
    }

    private static @Nullable String names(String table, long value) {
        FlagTable names = FlagTable.of(table);
        return names == null ? null : names.names(value);
    }

    private static String seconds(long ns) {
        long fraction = ns % 1_000_000_000L;
        String digits = Long.toString(1_000_000_000L + fraction).substring(1);
        return ns / 1_000_000_000L + (fraction == 0 ? "" : '.' + digits.replaceFirst("0+$", "")) + 's';
    }

    private static @Nullable String descriptor(EventContext event, long number) {
        if (number < 0) {
            return number == AT_FDCWD ? "AT_FDCWD" : ErrorNames.of(-number);
        }
        FdInfo fd = known(event, number);
        return fd == null ? null : describe(fd);
    }

    private static @Nullable FdInfo known(EventContext event, long number) {
        FdInfo own = event.fd();
        if (own != null && own.number() == number) {
            return own;
        }
        ThreadInfo thread = event.thread();
        return thread == null || number > Integer.MAX_VALUE ? null : thread.fd((int) number);
    }

    /** {@code <f>/etc/passwd}, {@code <4t>1.2.3.4:5->6.7.8.9:80}. */
    private static String describe(FdInfo fd) {
        SocketInfo socket = fd.socket();
        String protocol = socket != null && fd.kind().isIp() ? socket.protocol().letter() : "";
        return '<' + FdFields.letter(fd.kind()) + protocol + '>' + fd.name();
    }

    private static @Nullable String process(EventContext event, String parameter, long id) {
        ThreadInfo by = event.thread();
        if (by == null
                || id <= 0
                || id > Integer.MAX_VALUE
                || isIgnored(event.event().message())) {
            return null;
        }
        SandboxState sandbox = event.sandbox();
        ThreadInfo thread = by.named((int) id);
        if (hasRootIds(event.event().type()) && ROOT_IDS.contains(parameter)) {
            ProcessInfo process = sandbox.process((int) id);
            thread = process != null ? process.anyThread() : sandbox.thread((int) id);
        }
        return thread == null
                ? null
                : Extractors.known(thread.name().isEmpty() ? thread.process().name() : thread.name());
    }

    /** A thread that requests to be traced may pass any value. */
    private static boolean isIgnored(Message message) {
        return message instanceof PtraceCall call && call.request() == PTRACE_TRACEME;
    }

    /**
     * True for events whose parameters identify the process itself; all other ids are passed to calls, or returned by
     * them.
     */
    private static boolean hasRootIds(EventType type) {
        return switch (type.name()) {
            case "execve", "execveat", "clone", "clone3", "fork", "vfork" -> true;
            default -> false;
        };
    }

    /** A relative path made absolute; null for an absolute one. */
    private static @Nullable String absolute(EventContext event, Parameter parameter, String path) {
        if (path.charAt(0) == '/') {
            return null;
        }
        if (parameter.name().equals("name") && FdFields.usesFd(event)) {
            return Extractors.known(event.fdName());
        }
        ThreadInfo thread = event.thread();
        return thread == null ? null : PathResolver.resolve(thread.directories().base(), path);
    }
}
