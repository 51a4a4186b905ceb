// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.Context;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MmapInfo;
import dev.gvtrace.replay.event.message.RawCall;
import dev.gvtrace.replay.event.message.SystemCall;
import dev.gvtrace.replay.event.message.TaskExit;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.Credentials;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.Program;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/**
 * The fields {@code gvisor.*}, which Falco does not have (gvisor-semantics 6.7). They have no value if the stream does
 * not contain the fact; false and 0 are values if the message with the fact was received.
 */
final class GvisorFields {
    private GvisorFields() {}

    static @Nullable Extractor<EventContext> of(String name, @Nullable String key) throws FieldException {
        Extractor<EventContext> extractor = ofEvent(name);
        if (extractor == null) {
            extractor = ofProcess(name);
        }
        if (extractor == null && name.startsWith("gvisor.exe.")) {
            extractor = executable(name);
        }
        if (extractor == null && name.startsWith("gvisor.mmap.")) {
            extractor = mapping(name);
        }
        if (extractor == null && name.startsWith("gvisor.raw.")) {
            extractor = raw(name, key);
        }
        if (extractor == null && name.startsWith("gvisor.std")) {
            extractor = StandardFdFields.of(name);
        }
        return extractor == null ? ids(name) : extractor;
    }

    private static @Nullable Extractor<EventContext> ofEvent(String name) {
        return switch (name) {
            case "gvisor.fd_path" ->
                (Extractor.OfText<EventContext>) event -> {
                    String path = fdPath(event.event().message());
                    return path != null ? path : fdPath(event.event().enter());
                };
            case "gvisor.concealed" ->
                (Extractor.OfNumber<EventContext>)
                        (event, out) -> Extractors.put(out, event.event().concealed());
            case "gvisor.dropped" ->
                (Extractor.OfNumber<EventContext>)
                        (event, out) -> Extractors.put(out, event.event().dropped());
            case "gvisor.connection" ->
                (Extractor.OfNumber<EventContext>)
                        (event, out) -> Extractors.put(out, event.sandbox().connection());
            case "gvisor.exec_proof" ->
                (Extractor.OfText<EventContext>) event -> switch (event.event().execProof()) {
                    case SENTRY -> "sentry";
                    case EXIT -> "exit";
                    case NONE -> "none";
                    case FAILED -> "failed";
                    case SESSION -> "session";
                    case NOT_AN_EXEC -> null;
                };
            case "gvisor.exit.code" -> exit(status -> status >> 8 & 0xff);
            case "gvisor.exit.signal" -> exit(GvisorFields::signal);
            case "gvisor.exit.core" -> exit(GvisorFields::core);
            default -> null;
        };
    }

    private static @Nullable Extractor<EventContext> ofProcess(String name) {
        return switch (name) {
            case "gvisor.is_exec_session" -> (Extractor.OfNumber<EventContext>) GvisorFields::isExecSession;
            case "gvisor.parent_pid" -> ProcessFields.known(EventContext::process, ProcessFields::parentPid);
            case "gvisor.cmdline" ->
                program(program -> program.argv().isEmpty() ? null : Extractors.join(program.argv(), 0));
            case "gvisor.argv0" ->
                program(program ->
                        program.argv().isEmpty() ? null : program.argv().get(0));
            case "gvisor.execfn" -> program(Program::execfn);
            case "gvisor.pipe_in.name" -> program(program -> siblingName(program.pipeIn()));
            case "gvisor.pipe_out.name" -> program(program -> siblingName(program.pipeOut()));
            case "gvisor.pipe_in.pid" -> siblingPid(true);
            case "gvisor.pipe_out.pid" -> siblingPid(false);
            case "gvisor.thread.start" -> ThreadFields.known(ThreadInfo::startNs);
            case "gvisor.proc.start" -> ProcessFields.known(EventContext::process, ProcessInfo::startNs);
            case "gvisor.terminal" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> {
                    ContainerInfo container = event.container();
                    return container != null && container.startSeen() && Extractors.put(out, container.terminal());
                };
            default -> null;
        };
    }

    private static @Nullable Extractor<EventContext> ids(String name) {
        return switch (name) {
            case "gvisor.uid.real" -> UserFields.id(Credentials::ruid);
            case "gvisor.uid.effective" -> UserFields.id(Credentials::euid);
            case "gvisor.uid.saved" -> UserFields.id(Credentials::suid);
            case "gvisor.gid.real" -> UserFields.id(Credentials::rgid);
            case "gvisor.gid.effective" -> UserFields.id(Credentials::egid);
            case "gvisor.gid.saved" -> UserFields.id(Credentials::sgid);
            default -> null;
        };
    }

    private static @Nullable Extractor<EventContext> executable(String name) {
        return switch (name) {
            case "gvisor.exe.sha256" -> digest(Program.Binary::sha256);
            case "gvisor.exe.sha1" -> digest(Program.Binary::sha1);
            case "gvisor.exe.mode" -> binary(binary -> Integer.toUnsignedLong(binary.mode()));
            case "gvisor.exe.uid" -> binary(binary -> Integer.toUnsignedLong(binary.uid()));
            case "gvisor.exe.gid" -> binary(binary -> Integer.toUnsignedLong(binary.gid()));
            case "gvisor.exe.size" -> binary(Program.Binary::size);
            case "gvisor.exe.nlink" -> binary(Program.Binary::nlink);
            case "gvisor.exe.upper" -> binary(binary -> binary.upper() ? 1 : 0);
            case "gvisor.exe.lower" -> binary(binary -> binary.lower() ? 1 : 0);
            case "gvisor.exe.memfd" -> binary(binary -> binary.memfd() ? 1 : 0);
            default -> null;
        };
    }

    private static @Nullable Extractor<EventContext> mapping(String name) {
        return switch (name) {
            case "gvisor.mmap.path" ->
                (Extractor.OfText<EventContext>) event -> {
                    MmapInfo mapping = mapping(event);
                    return mapping == null ? null : Extractors.known(mapping.path());
                };
            case "gvisor.mmap.ctime" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> {
                    MmapInfo mapping = mapping(event);
                    return mapping != null && mapping.hasCtime() && Extractors.put(out, mapping.ctimeNs());
                };
            case "gvisor.mmap.ino" -> mapped(MmapInfo::inode);
            case "gvisor.mmap.mode" -> mapped(mapping -> Integer.toUnsignedLong(mapping.mode()));
            case "gvisor.mmap.uid" -> mapped(mapping -> Integer.toUnsignedLong(mapping.uid()));
            case "gvisor.mmap.gid" -> mapped(mapping -> Integer.toUnsignedLong(mapping.gid()));
            case "gvisor.mmap.initial" -> mapped(mapping -> mapping.initial() ? 1 : 0);
            case "gvisor.mmap.upper" -> mapped(mapping -> mapping.upperLayer() ? 1 : 0);
            case "gvisor.mmap.lower" -> mapped(mapping -> mapping.lowerLayer() ? 1 : 0);
            default -> null;
        };
    }

    private static @Nullable Extractor<EventContext> raw(String name, @Nullable String key) throws FieldException {
        if (name.equals("gvisor.raw.arg") && key != null) {
            Integer index = WholeNumber.index(key);
            if (index == null || index < 0 || index >= RawCall.ARGUMENTS) {
                throw new FieldException("filter_check called with nonexistent field " + name + '[' + key + ']');
            }
            return rawNumber(call -> call.argument(index));
        }
        return switch (name) {
            case "gvisor.raw.sysno" -> rawNumber(RawCall::sysno);
            case "gvisor.raw.name" ->
                (Extractor.OfText<EventContext>) event ->
                        event.event().message() instanceof RawCall call && call.systemCall() != SystemCall.UNKNOWN
                                ? call.systemCall().name()
                                : null;
            default -> null;
        };
    }

    /** Reads a number of a message. */
    private interface OfMessage<M> {
        long of(M message);
    }

    /** Reads a part of a wait status. */
    private interface OfStatus {
        int of(int status);
    }

    /** Reads a text of the running image. */
    private interface OfProgram {
        @Nullable
        String of(Program program);
    }

    /** Reads a text of the executable. */
    private interface OfBinary {
        @Nullable
        String of(Program.Binary binary);
    }

    /** The signal in a wait status; 0 if the task exited by itself, or only stopped. */
    static int signal(int status) {
        int signal = status & 0x7f;
        return signal == 0x7f ? 0 : signal;
    }

    /** 1 if a core was dumped according to a wait status. */
    static int core(int status) {
        return signal(status) != 0 && (status & 0x80) != 0 ? 1 : 0;
    }

    private static Extractor<EventContext> exit(OfStatus what) {
        return (Extractor.OfNumber<EventContext>) (event, out) -> event.event().type() == EventTypes.PROCEXIT
                && event.event().message() instanceof TaskExit exit
                && Extractors.put(out, what.of(exit.exitStatus()));
    }

    private static boolean isExecSession(EventContext event, Extractor.NumberValue out) {
        ProcessInfo process = event.process();
        if (process != null && process.isExecSession()) {
            return Extractors.put(out, true);
        }
        Context context = event.event().message().context();
        return context.present() && Extractors.put(out, context.isExecSession());
    }

    private static Extractor<EventContext> program(OfProgram what) {
        return ProcessFields.text(EventContext::process, process -> what.of(process.program()));
    }

    private static @Nullable String siblingName(Program.@Nullable Sibling sibling) {
        return sibling == null ? null : sibling.name();
    }

    private static Extractor<EventContext> siblingPid(boolean writesInput) {
        return (Extractor.OfNumber<EventContext>) (event, out) -> {
            ProcessInfo process = event.process();
            Program.Sibling sibling = process == null
                    ? null
                    : writesInput
                            ? process.program().pipeIn()
                            : process.program().pipeOut();
            return sibling != null && Extractors.put(out, sibling.pid());
        };
    }

    private static Extractor<EventContext> digest(OfBinary what) {
        return (Extractor.OfText<EventContext>) event -> {
            Program.Binary binary = ProgramFields.binary(event);
            return binary == null ? null : what.of(binary);
        };
    }

    private static Extractor<EventContext> binary(OfMessage<Program.Binary> what) {
        return (Extractor.OfNumber<EventContext>) (event, out) -> {
            Program.Binary binary = ProgramFields.binary(event);
            return binary != null && Extractors.put(out, what.of(binary));
        };
    }

    private static @Nullable MmapInfo mapping(EventContext event) {
        if (event.event().proof() instanceof MmapInfo proof) {
            return proof;
        }
        return event.event().message() instanceof MmapInfo message ? message : null;
    }

    private static Extractor<EventContext> mapped(OfMessage<MmapInfo> what) {
        return (Extractor.OfNumber<EventContext>) (event, out) -> {
            MmapInfo mapping = mapping(event);
            return mapping != null && Extractors.put(out, what.of(mapping));
        };
    }

    private static Extractor<EventContext> rawNumber(OfMessage<RawCall> what) {
        return (Extractor.OfNumber<EventContext>)
                (event, out) -> event.event().message() instanceof RawCall call && Extractors.put(out, what.of(call));
    }

    /** A descriptor's path; null if the message has none, or the Sentry's text for a closed descriptor. */
    private static @Nullable String fdPath(@Nullable Message message) {
        String path = message instanceof Call call ? Extractors.known(call.fdPath()) : null;
        return path == null || path.startsWith("[err: ") ? null : path;
    }
}
