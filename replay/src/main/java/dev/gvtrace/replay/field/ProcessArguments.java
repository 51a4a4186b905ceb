// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.ChdirCall;
import dev.gvtrace.replay.event.message.ChrootCall;
import dev.gvtrace.replay.event.message.CloneCall;
import dev.gvtrace.replay.event.message.CloneInfo;
import dev.gvtrace.replay.event.message.ExecveCall;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.PrlimitCall;
import dev.gvtrace.replay.event.message.PtraceCall;
import dev.gvtrace.replay.event.message.SetidCall;
import dev.gvtrace.replay.event.message.SetresidCall;
import dev.gvtrace.replay.event.message.TaskExit;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.Program;
import dev.gvtrace.replay.state.ThreadInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of events about processes and users. Those of execve and clone are mostly facts about the process from the
 * state; unknown ones have Falco's constants for gVisor.
 */
final class ProcessArguments {
    /** Falco's constant if no prlimit was seen. */
    private static final long FD_LIMIT = 75_000;

    private static final int WRITABLE = 1;
    private static final int UPPER_LAYER = 2;
    private static final int FROM_MEMFD = 4;
    private static final int LOWER_LAYER = 8;

    private ProcessArguments() {}

    static Extractor.@Nullable OfText<EventContext> text(String type, String name) {
        return switch (type) {
            case "execve", "execveat" -> ofImage(name);
            case "clone", "clone3", "fork", "vfork" -> ofChild(name);
            case "chdir" -> event -> event.event().message() instanceof ChdirCall call ? call.pathname() : null;
            case "chroot" -> event -> event.event().message() instanceof ChrootCall call ? call.pathname() : null;
            default -> null;
        };
    }

    private static Extractor.@Nullable OfText<EventContext> ofImage(String name) {
        return switch (name) {
            case "exe", "filename" -> ProcessArguments::path;
            case "trusted_exepath" ->
                event -> {
                    ProcessInfo process = event.process();
                    return process == null || event.event().failed()
                            ? path(event)
                            : process.program().exepath();
                };
            case "args" -> event -> terminated(arguments(event), 1);
            case "env" -> event -> terminated(environment(event), 0);
            default -> ofAny(name);
        };
    }

    private static Extractor.@Nullable OfText<EventContext> ofChild(String name) {
        return switch (name) {
            case "exe" ->
                event -> {
                    ProcessInfo process = event.process();
                    return process == null ? null : process.exe();
                };
            case "args" ->
                event -> {
                    ProcessInfo process = event.process();
                    return process == null ? null : terminated(process.arguments(), 0);
                };
            default -> ofAny(name);
        };
    }

    private static Extractor.@Nullable OfText<EventContext> ofAny(String name) {
        return switch (name) {
            case "comm" -> ProcessFields::name;
            case "cwd" ->
                event -> {
                    ThreadInfo thread = event.thread();
                    return thread == null ? null : thread.directories().cwd();
                };
            case "cgroups" ->
                event -> {
                    ContainerInfo container = event.container();
                    return container == null ? null : "gvisor_container_id=/" + container.id() + '\0';
                };
            default -> null;
        };
    }

    /** The path that was passed to execve, whether or not it succeeded. */
    private static @Nullable String path(EventContext applied) {
        Event event = applied.event();
        if (event.message() instanceof ExecveCall call && !call.pathname().isEmpty()) {
            return call.pathname();
        }
        Message proof = event.proof() == null ? event.message() : event.proof();
        if (proof instanceof ExecveInfo info && !info.execfn().isEmpty()) {
            return info.execfn();
        }
        ProcessInfo process = applied.process();
        return process == null ? null : process.exe();
    }

    private static List<String> arguments(EventContext event) {
        if (event.event().message() instanceof ExecveCall call) {
            return call.arguments();
        }
        ProcessInfo process = event.process();
        return process == null ? List.of() : process.program().argv();
    }

    private static List<String> environment(EventContext event) {
        if (event.event().message() instanceof ExecveCall call && call.hasEnvironment()) {
            return call.environment();
        }
        ProcessInfo process = event.process();
        return process == null ? List.of() : process.program().environment();
    }

    /** Texts from an index on, each followed by a NUL, as in the kernel. */
    private static String terminated(List<String> texts, int from) {
        StringBuilder bytes = new StringBuilder(64);
        for (int i = from; i < texts.size(); i++) {
            bytes.append(texts.get(i)).append('\0');
        }
        return bytes.toString();
    }

    static Extractor.@Nullable OfNumber<EventContext> number(String type, String name) {
        return switch (type) {
            case "execve", "execveat" -> {
                Extractor.OfNumber<EventContext> own = imageNumber(name);
                yield own == null ? processNumber(name) : own;
            }
            case "clone", "clone3", "fork", "vfork" -> childNumber(name);
            case "procexit" -> exit(name);
            case "setuid", "setgid" -> ArgumentSources.from(SetidCall.class, call -> call.id() & 0xffff_ffffL);
            case "setresuid", "setresgid" -> ids(name);
            case "prlimit" -> limits(name);
            case "ptrace" ->
                switch (name) {
                    case "request" ->
                        ArgumentSources.from(
                                PtraceCall.class, call -> LinuxFlags.convert("ptrace", call.request(), false));
                    case "pid" -> ArgumentSources.from(PtraceCall.class, PtraceCall::pid);
                    default -> null;
                };
            default -> null;
        };
    }

    /** Reads a number of the process that the event is about. */
    private interface ProcessNumber {
        long of(ThreadInfo thread, ProcessInfo process);
    }

    private static Extractor.OfNumber<EventContext> of(ProcessNumber what) {
        return (event, out) -> {
            ThreadInfo thread = event.thread();
            return thread != null && Extractors.put(out, what.of(thread, thread.process()));
        };
    }

    private static Extractor.@Nullable OfNumber<EventContext> processNumber(String name) {
        return switch (name) {
            case "tid" -> of((thread, process) -> thread.tid());
            case "pid" -> of((thread, process) -> process.pid());
            case "vtid" -> ThreadFields.known(ThreadInfo::localTid);
            case "vpid" -> ProcessFields.known(EventContext::process, ProcessInfo::localPid);
            case "ptid" ->
                of((thread, process) -> {
                    int parent = ProcessFields.parentPid(process);
                    return parent == 0 ? -1 : parent;
                });
            case "fdlimit" -> of((thread, process) -> process.fdLimit() < 0 ? FD_LIMIT : process.fdLimit());
            case "pgft_maj", "pgft_min", "vm_size", "vm_rss", "vm_swap" -> Extractors.number(0);
            case "uid" ->
                of((thread, process) ->
                        Integer.toUnsignedLong(thread.credentials().euid()));
            case "gid" ->
                of((thread, process) ->
                        Integer.toUnsignedLong(thread.credentials().egid()));
            default -> null;
        };
    }

    private static Extractor.@Nullable OfNumber<EventContext> imageNumber(String name) {
        return switch (name) {
            case "tty" -> of((thread, process) -> process.tty());
            case "vpgid" -> (event, out) -> Extractors.putKnown(out, ThreadFields.localGroup(event));
            case "pgid" -> ProcessFields.known(EventContext::process, ProcessInfo::processGroup);
            case "loginuid" -> Extractors.number(0xffff_ffffL);
            case "cap_inheritable", "cap_permitted", "cap_effective", "exe_ino_mtime" -> Extractors.number(0);
            case "flags" -> ProcessArguments::executableFlags;
            case "exe_ino" -> binary(true);
            case "exe_ino_ctime" -> binary(false);
            default -> null;
        };
    }

    private static boolean executableFlags(EventContext event, Extractor.NumberValue out) {
        Program.Binary binary = ProgramFields.binary(event);
        if (binary == null) {
            return Extractors.put(out, 0);
        }
        ThreadInfo thread = event.thread();
        int flags = thread != null && ProgramFields.writable(binary, thread.credentials()) ? WRITABLE : 0;
        flags |= binary.upper() ? UPPER_LAYER : binary.lower() ? LOWER_LAYER : 0;
        return Extractors.put(out, binary.memfd() ? flags | FROM_MEMFD : flags);
    }

    private static Extractor.OfNumber<EventContext> binary(boolean inode) {
        return (event, out) -> {
            Program.Binary binary = ProgramFields.binary(event);
            return Extractors.put(out, binary == null ? 0 : inode ? binary.ino() : binary.ctimeNs());
        };
    }

    private static Extractor.@Nullable OfNumber<EventContext> childNumber(String name) {
        return switch (name) {
            case "flags" ->
                (event, out) -> {
                    Message message = event.event().message();
                    // The call's register has the exit signal in its low byte, which no flag uses.
                    long flags = message instanceof CloneCall call
                            ? call.flags()
                            : message instanceof CloneInfo info ? info.flags() : 0;
                    return Extractors.put(out, LinuxFlags.convert("clone", flags, false));
                };
            case "pidns_init_start_ts" ->
                (event, out) -> {
                    ContainerInfo container = event.container();
                    return Extractors.put(out, container == null ? 0 : container.startNs());
                };
            default -> processNumber(name);
        };
    }

    private static Extractor.@Nullable OfNumber<EventContext> exit(String name) {
        return switch (name) {
            case "status" -> ArgumentSources.from(TaskExit.class, TaskExit::exitStatus);
            case "ret" -> ArgumentSources.from(TaskExit.class, exit -> exit.exitStatus() >> 8 & 0xff);
            case "sig" -> ArgumentSources.from(TaskExit.class, exit -> GvisorFields.signal(exit.exitStatus()));
            case "core" -> ArgumentSources.from(TaskExit.class, exit -> GvisorFields.core(exit.exitStatus()));
            default -> null;
        };
    }

    private static Extractor.@Nullable OfNumber<EventContext> ids(String name) {
        return switch (name) {
            case "ruid", "rgid" ->
                ArgumentSources.from(SetresidCall.class, call -> Integer.toUnsignedLong(call.realId()));
            case "euid", "egid" ->
                ArgumentSources.from(SetresidCall.class, call -> Integer.toUnsignedLong(call.effectiveId()));
            case "suid", "sgid" ->
                ArgumentSources.from(SetresidCall.class, call -> Integer.toUnsignedLong(call.savedId()));
            default -> null;
        };
    }

    private static Extractor.@Nullable OfNumber<EventContext> limits(String name) {
        return switch (name) {
            case "newcur" -> ArgumentSources.from(PrlimitCall.class, PrlimitCall::newLimitCurrent);
            case "newmax" -> ArgumentSources.from(PrlimitCall.class, PrlimitCall::newLimitMaximum);
            case "oldcur" -> ArgumentSources.from(PrlimitCall.class, PrlimitCall::oldLimitCurrent);
            case "oldmax" -> ArgumentSources.from(PrlimitCall.class, PrlimitCall::oldLimitMaximum);
            case "pid" -> ArgumentSources.from(PrlimitCall.class, PrlimitCall::pid);
            case "resource" ->
                ArgumentSources.from(PrlimitCall.class, call -> LinuxFlags.convert("rlimit", call.resource(), false));
            default -> null;
        };
    }
}
