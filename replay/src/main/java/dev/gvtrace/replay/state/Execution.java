// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.message.Context;
import dev.gvtrace.replay.event.message.ExecveCall;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.SocketEnd;
import dev.gvtrace.replay.event.message.StandardFd;
import dev.gvtrace.replay.event.type.EventTypes;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies an execve that succeeded, or that is not refuted: the process gets a new image (gvisor-semantics 5.4, design
 * 12).
 */
final class Execution {
    private static final int AT_FDCWD = -100;
    private static final String DESCRIPTOR = "/dev/fd/";
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final SandboxState state;
    private final MemoryBudget budget;
    private final TaskTables tasks;
    private final DescriptorPaths paths;
    private final PathResolver resolver;

    Execution(SandboxState state, MemoryBudget budget, TaskTables tasks, DescriptorPaths paths, PathResolver resolver) {
        this.state = state;
        this.budget = budget;
        this.tasks = tasks;
        this.paths = paths;
        this.resolver = resolver;
    }

    /** Applies the event. Returns the thread that runs the new image: the leader, regardless of the calling thread. */
    ThreadInfo execute(Event event, ThreadInfo acting) {
        ExecveInfo info = event.proof() instanceof ExecveInfo proof
                ? proof
                : event.message() instanceof ExecveInfo message ? message : null;
        ExecveCall call = event.message() instanceof ExecveCall attempt ? attempt : null;
        Image image = event.concealed() ? Image.UNKNOWN : image(event, info, call, acting);
        ThreadInfo thread = takeOver(event, info, acting);
        ProcessInfo process = thread.process;
        process.program = program(event, info, image, process.program);
        process.exe = image.passed;
        budget.charge(image.passed);
        process.name = ProcessChanges.nameOf(image.passed);
        process.arguments = image.argv.size() > 1 ? image.argv.subList(1, image.argv.size()) : List.of();
        state.losses.confirmed(process);
        thread.name = process.name;
        FdTable shared = thread.descriptors;
        DescriptorChanges.unshare(thread);
        if (shared != thread.descriptors) {
            shared.heir = thread.descriptors;
        }
        thread.descriptors.removeCloseOnExec();
        if (info != null) {
            paths.standardFds(thread, info);
        }
        return thread;
    }

    /** The image that an attempt requests. */
    private record Image(String passed, String exepath, List<String> argv, List<String> environment, boolean known) {
        static final Image UNKNOWN = new Image("", "", List.of(), List.of(), false);
    }

    private Image image(Event event, @Nullable ExecveInfo info, @Nullable ExecveCall call, ThreadInfo thread) {
        boolean below = call != null && event.type() == EventTypes.EXECVEAT && isBelowDescriptor(call);
        String passed = info != null ? info.execfn() : "";
        if (passed.isEmpty() && call != null) {
            passed = below ? DESCRIPTOR + call.fd() + slash(call.pathname()) : call.pathname();
        }
        String exepath = info != null ? path(ContextFacts.withoutDeleted(info.path()), thread) : "";
        if (passed.isEmpty()) {
            // An older Sentry does not report the arguments, and the attempt was not seen.
            passed = exepath;
        }
        if (exepath.isEmpty()) {
            exepath = below && call != null
                    ? belowDescriptor(call, passed, thread)
                    : thread.directories.name(resolver, thread.directories.base(), passed, state.resolved);
        }
        List<String> argv = info != null ? info.arguments() : call != null ? call.arguments() : List.of();
        List<String> environment = info != null ? info.environment() : call != null ? call.environment() : List.of();
        return new Image(
                Limits.path(passed), Limits.path(exepath), argv, environment, info != null || !environment.isEmpty());
    }

    /** The program's path as reported by the Sentry relative to the thread's root, made independent of that root. */
    private String path(String reported, ThreadInfo thread) {
        if (!state.resolved || reported.isEmpty()) {
            return reported;
        }
        if (!reported.startsWith(DESCRIPTOR)) {
            return thread.directories.below(reported);
        }
        int slash = reported.indexOf('/', DESCRIPTOR.length());
        int number = DescriptorPaths.number(reported, DESCRIPTOR.length());
        FdInfo fd = number < 0 ? null : thread.descriptors.get(number);
        String place = fd == null ? "" : fd.place();
        return place.isEmpty() ? reported : slash < 0 ? place : resolver.name(place, reported.substring(slash + 1));
    }

    // The Sentry rewrites a path relative to a descriptor in this form, and passes it to the new program.
    private static String slash(String path) {
        return path.isEmpty() ? "" : "/" + path;
    }

    private static boolean isBelowDescriptor(ExecveCall call) {
        return call.fd() != AT_FDCWD && !call.pathname().startsWith("/");
    }

    private String belowDescriptor(ExecveCall call, String passed, ThreadInfo thread) {
        FdInfo fd = thread.descriptors.get(call.fd());
        String known = fd == null ? "" : state.resolved ? fd.place() : fd.name();
        String base = known.isEmpty() ? passed : known;
        return call.pathname().isEmpty() ? base : resolver.name(base, call.pathname());
    }

    private Program program(Event event, @Nullable ExecveInfo info, Image image, Program former) {
        List<String> environment =
                image.environment.equals(former.environment()) ? former.environment() : image.environment;
        Program program = new Program(
                image.exepath,
                image.argv,
                environment,
                image.known,
                info == null || info.execfn().isEmpty() ? null : Limits.path(info.execfn()),
                event.execProof(),
                event.timeNs(),
                info == null || !info.hasFileFacts() ? null : binary(info),
                info == null ? Program.NO_STDIO : stdio(info),
                info == null ? null : sibling(info.pipeInput()),
                info == null ? null : sibling(info.pipeOutput()));
        budget.charge(program, former);
        return program;
    }

    private static Program.Binary binary(ExecveInfo info) {
        return new Program.Binary(
                info.mode(),
                info.uid(),
                info.gid(),
                info.inode(),
                info.ctimeNs(),
                info.size(),
                info.links(),
                info.upperLayer(),
                info.lowerLayer(),
                info.memfd(),
                hex(info.sha256()),
                hex(info.sha1()));
    }

    private static @Nullable String hex(byte[] digest) {
        if (digest.length == 0) {
            return null;
        }
        StringBuilder text = new StringBuilder(2 * digest.length);
        for (byte b : digest) {
            text.append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
        }
        return text.toString();
    }

    private static List<Program.@Nullable StdFd> stdio(ExecveInfo info) {
        Program.@Nullable StdFd[] all = new Program.@Nullable StdFd[3];
        boolean any = false;
        for (int i = 0; i < all.length; i++) {
            StandardFd fd = info.standardFd(i);
            if (fd.present()) {
                any = true;
                String path = Limits.path(fd.path());
                all[i] = new Program.StdFd(fd.mode(), fd.inode(), path, end(fd.local()), end(fd.remote()));
            }
        }
        return any ? Collections.unmodifiableList(Arrays.asList(all)) : Program.NO_STDIO;
    }

    static @Nullable Endpoint end(SocketEnd end) {
        return end.present()
                ? SocketAddress.endpoint(end.ipBuffer(), end.ipOffset(), end.ipLength(), end.port())
                : null;
    }

    private static Program.@Nullable Sibling sibling(Context context) {
        if (!context.present()) {
            return null;
        }
        int pid = context.threadGroupId() != 0 ? context.threadGroupId() : context.threadId();
        return new Program.Sibling(pid, Limits.name(context.processName()));
    }

    /**
     * All other threads of the process end, and the calling thread takes over the leader's id and start time. That is
     * certain only if the Sentry reports it; otherwise the others are only set aside until they send messages again.
     */
    private ThreadInfo takeOver(Event event, @Nullable ExecveInfo info, ThreadInfo acting) {
        ThreadInfo caller = acting;
        if (info != null) {
            ThreadInfo reported = state.threads.get(info.context().threadId());
            caller = reported != null && reported.process == acting.process ? reported : acting;
        }
        ProcessInfo process = caller.process;
        for (int i = 0; i < process.members.size(); i++) {
            ThreadInfo member = process.members.get(i);
            member.superseded = member != caller;
        }
        if (caller.isMain()) {
            process.executingTid = 0;
            return caller;
        }
        if (event.execProof() != ExecProof.SENTRY) {
            process.executingTid = caller.tid();
            return caller;
        }
        return makeLeader(caller, acting.isMain() && acting != caller);
    }

    private ThreadInfo makeLeader(ThreadInfo caller, boolean leaderSpoke) {
        ProcessInfo process = caller.process;
        ThreadInfo old = process.mainThread();
        ThreadInfo leader = new ThreadInfo(process.pid(), process, caller.directories, caller.descriptors);
        leader.startNs = old != null ? old.startNs : process.startNs;
        leader.credentials = caller.credentials;
        leader.localTid = process.localPid;
        leader.hasMessages = true;
        if (old != null) {
            tasks.remove(old);
            // An exit under the leader's id is already the new leader's: an older Sentry; the old one is gone.
            process.formerLeader = leaderSpoke ? null : old;
        }
        tasks.remove(caller);
        process.executingTid = 0;
        return tasks.add(leader);
    }
}
