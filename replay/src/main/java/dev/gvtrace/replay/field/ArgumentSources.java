// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.OpenArguments;
import dev.gvtrace.replay.event.message.AcceptCall;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.DupCall;
import dev.gvtrace.replay.event.message.EventfdCall;
import dev.gvtrace.replay.event.message.FcntlCall;
import dev.gvtrace.replay.event.message.InotifyInitCall;
import dev.gvtrace.replay.event.message.IoCall;
import dev.gvtrace.replay.event.message.ListenCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MmapCall;
import dev.gvtrace.replay.event.message.OpenCall;
import dev.gvtrace.replay.event.message.PipeCall;
import dev.gvtrace.replay.event.message.RawCall;
import dev.gvtrace.replay.event.message.SignalfdCall;
import dev.gvtrace.replay.event.message.SocketCall;
import dev.gvtrace.replay.event.message.SocketpairCall;
import dev.gvtrace.replay.event.message.TimerfdCreateCall;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventType.Parameter;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where arguments come from (gvisor-semantics 4.3): the schematized message, the registers of a raw one, or Falco's
 * constant for values that a Sentry does not report.
 */
final class ArgumentSources {
    /** Arguments that are not measured: 0, as in Falco. */
    private static final Set<String> ZERO = Set.of(
            "vm_size",
            "vm_rss",
            "vm_swap",
            "dev",
            "ino",
            "queuepct",
            "queuelen",
            "queuemax",
            "creat_flags",
            "source",
            "peer");

    private ArgumentSources() {}

    /** Reads a number from a message of one class. */
    interface Number<M extends Message> {
        long of(M message);
    }

    /** The argument for a parameter. */
    static EventArgument of(EventType type, Parameter parameter) {
        if (EventArgument.isNumber(parameter.kind())) {
            return new EventArgument.OfNumber(parameter, reader(type, parameter));
        }
        Extractor.OfText<EventContext> text = text(type, parameter.name());
        return new EventArgument.OfText(parameter, text == null ? event -> null : text);
    }

    private static Extractor.OfNumber<EventContext> reader(EventType type, Parameter parameter) {
        if (parameter.source() == Parameter.RESULT) {
            return (event, out) ->
                    !hasUnknownError(event) && Extractors.put(out, event.event().result());
        }
        Extractor.OfNumber<EventContext> own = number(type, parameter);
        Extractor.OfNumber<EventContext> raw = raw(type, parameter);
        return (event, out) -> (event.event().message() instanceof RawCall ? raw : own).number(event, out);
    }

    private static boolean hasUnknownError(EventContext event) {
        return !event.event().hasResult() && event.event().execProof() == ExecProof.FAILED;
    }

    private static Extractor.@Nullable OfText<EventContext> text(EventType type, String name) {
        Extractor.OfText<EventContext> text = SocketArguments.text(type.name(), name);
        if (text == null) {
            text = ProcessArguments.text(type.name(), name);
        }
        if (text != null) {
            return text;
        }
        return switch (type.name()) {
            case "open", "openat", "creat" ->
                name.equals("name")
                        ? event -> event.event().arguments() instanceof OpenCall open ? open.pathname() : null
                        : null;
            default -> null;
        };
    }

    private static Extractor.OfNumber<EventContext> number(EventType type, Parameter parameter) {
        String name = parameter.name();
        Extractor.OfNumber<EventContext> number = ProcessArguments.number(type.name(), name);
        if (number == null) {
            number = file(type.name(), name);
        }
        if (number == null) {
            number = descriptor(type.name(), name);
        }
        if (number == null && (name.equals("fd") || name.equals("oldfd") || name.equals("dirfd"))) {
            number = from(Call.class, Call::fd);
        }
        return number == null ? filler(type, name) : number;
    }

    /** A reader of messages of one class; others have no value. */
    static <M extends Message> Extractor.OfNumber<EventContext> from(Class<M> kind, Number<M> what) {
        return (event, out) -> {
            Message message = event.event().arguments();
            return kind.isInstance(message) && Extractors.put(out, what.of(kind.cast(message)));
        };
    }

    private static Extractor.@Nullable OfNumber<EventContext> file(String type, String name) {
        return switch (type) {
            case "open", "openat", "creat" ->
                switch (name) {
                    case "flags" -> (event, out) -> openFlags(event, out);
                    case "mode" -> (event, out) -> Extractors.put(out, OpenFields.mode(event.event()));
                    case "ino" -> ArgumentSources::inode;
                    default -> null;
                };
            case "read", "write", "pread", "pwrite", "readv", "writev", "preadv", "pwritev" ->
                switch (name) {
                    case "size" -> from(IoCall.class, call -> call.count() & 0xffff_ffffL);
                    case "pos" -> from(IoCall.class, IoCall::offset);
                    default -> null;
                };
            case "mmap" ->
                switch (name) {
                    case "addr" -> from(MmapCall.class, MmapCall::address);
                    case "length" -> from(MmapCall.class, MmapCall::length);
                    case "prot" -> from(MmapCall.class, call -> flags("prot", call.protection()));
                    case "flags" -> from(MmapCall.class, call -> flags("mmap", call.flags()));
                    case "offset" -> from(MmapCall.class, MmapCall::fileOffset);
                    default -> null;
                };
            default -> null;
        };
    }

    private static Extractor.@Nullable OfNumber<EventContext> descriptor(String type, String name) {
        return switch (type + '.' + name) {
            case "dup2.newfd", "dup3.newfd" -> from(DupCall.class, DupCall::newFd);
            case "dup3.flags" -> from(DupCall.class, call -> descriptorFlags(call, call.flags()));
            case "fcntl.cmd" -> from(FcntlCall.class, call -> flags("fcntl", call.command()));
            case "pipe.fd1", "pipe2.fd1" -> from(PipeCall.class, PipeCall::reader);
            case "pipe.fd2", "pipe2.fd2" -> from(PipeCall.class, PipeCall::writer);
            case "pipe.ino", "pipe2.ino" -> ArgumentSources::inode;
            case "pipe2.flags" -> from(PipeCall.class, call -> descriptorFlags(call, call.flags()));
            case "signalfd.mask", "signalfd4.mask" -> from(SignalfdCall.class, call -> call.signals() & 0xffff_ffffL);
            case "signalfd.flags" -> from(SignalfdCall.class, call -> call.flags() & 0xffff_ffffL);
            case "signalfd4.flags" -> from(SignalfdCall.class, call -> descriptorFlags(call, call.flags()));
            case "eventfd.initval", "eventfd2.initval" ->
                from(EventfdCall.class, call -> Integer.toUnsignedLong(call.initialValue()));
            case "eventfd.flags" -> from(EventfdCall.class, call -> call.flags() & 0xffff_ffffL);
            case "eventfd2.flags" -> from(EventfdCall.class, call -> descriptorFlags(call, call.flags()));
            case "timerfd_create.clockid" -> from(TimerfdCreateCall.class, call -> call.clockId() & 0xff);
            case "timerfd_create.flags" -> from(TimerfdCreateCall.class, call -> call.flags() & 0xffff_ffffL);
            case "inotify_init.flags" -> from(InotifyInitCall.class, call -> call.flags() & 0xffff_ffffL);
            case "inotify_init1.flags" -> from(InotifyInitCall.class, call -> descriptorFlags(call, call.flags()));
            case "socket.domain" -> from(SocketCall.class, call -> flags("family", call.domain()));
            case "socket.type" -> from(SocketCall.class, call -> call.socketType() & 0xffff_ffffL);
            case "socket.proto" -> from(SocketCall.class, call -> call.protocol() & 0xffff_ffffL);
            case "socketpair.domain" -> from(SocketpairCall.class, call -> flags("family", call.domain()));
            case "socketpair.type" -> from(SocketpairCall.class, call -> call.socketType() & 0xffff_ffffL);
            case "socketpair.proto" -> from(SocketpairCall.class, call -> call.protocol() & 0xffff_ffffL);
            case "socketpair.fd1" -> from(SocketpairCall.class, SocketpairCall::firstFd);
            case "socketpair.fd2" -> from(SocketpairCall.class, SocketpairCall::secondFd);
            case "listen.backlog" -> from(ListenCall.class, ListenCall::backlog);
            case "accept4.flags" -> from(AcceptCall.class, AcceptCall::flags);
            default -> null;
        };
    }

    private static long descriptorFlags(Call call, int flags) {
        return LinuxFlags.descriptor(flags, call.isArm64());
    }

    private static long flags(String table, int value) {
        return LinuxFlags.convert(table, value, false);
    }

    private static boolean openFlags(EventContext event, Extractor.NumberValue out) {
        long flags = OpenArguments.flags(event.event());
        return flags != OpenArguments.UNKNOWN
                && Extractors.put(out, LinuxFlags.open(flags, event.event().isArm64()));
    }

    private static boolean inode(EventContext event, Extractor.NumberValue out) {
        FdInfo fd = event.fd();
        return Extractors.put(out, fd == null ? 0 : Math.max(0, fd.ino()));
    }

    private static Extractor.OfNumber<EventContext> filler(EventType type, String name) {
        return ZERO.contains(name) && !type.generic() ? Extractors.number(0) : (event, out) -> false;
    }

    /** The argument of a raw message: one of its registers in the argument's own encoding. */
    private static Extractor.OfNumber<EventContext> raw(EventType type, Parameter parameter) {
        int source = parameter.source();
        if (type.generic()) {
            return (event, out) -> event.event().message() instanceof Call call && Extractors.put(out, call.sysno());
        }
        if (source == Parameter.NOWHERE) {
            return filler(type, parameter.name());
        }
        // mmap without a descriptor has a register of 32 one bits, and Falco printed that (design 12).
        boolean wholeRegister = type.name().equals("mmap");
        return (event, out) -> {
            if (!(event.event().message() instanceof RawCall call)) {
                return false;
            }
            long register = call.argument(source - 1);
            return Extractors.put(out, convert(event, parameter, register, wholeRegister));
        };
    }

    private static long convert(EventContext event, Parameter parameter, long register, boolean wholeRegister) {
        return switch (parameter.kind()) {
            case FD -> wholeRegister ? register : (int) register;
            case PID, SIGNED, ERRNO -> (int) register;
            case UID, GID, MODE, OCTAL -> register & 0xffff_ffffL;
            case UNSIGNED -> register & ArgumentType.mask(parameter.name());
            case FLAGS, ENUM_FLAGS -> {
                boolean opens = parameter.table().equals("open");
                boolean arm = event.event().isArm64();
                yield opens && !event.event().type().name().startsWith("open")
                        ? LinuxFlags.descriptor(register, arm)
                        : LinuxFlags.convert(parameter.table(), register, arm);
            }
            case HEX, FSPATH, TEXT, BYTES, SOCKADDR, TUPLE, SIGNAL, ABSOLUTE_TIME, RELATIVE_TIME, SYSCALL_ID, OTHER ->
                register;
        };
    }
}
