// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/** Fields of threads, sessions, process groups, limits and standard descriptors. */
final class ThreadFields {
    /** The only control group that Falco has for gVisor's threads. */
    private static final String CGROUP = "gvisor_container_id";

    private ThreadFields() {}

    static @Nullable Extractor<EventContext> of(String name, @Nullable String key) {
        return switch (name) {
            case "thread.tid" -> number(ThreadInfo::tid);
            case "thread.vtid" -> known(ThreadInfo::localTid);
            case "thread.ismain" -> number(thread -> thread.isMain() ? 1 : 0);
            case "thread.nametid" -> ProcessFields.own(thread -> thread.name() + thread.tid());
            case "thread.cgroups" -> (Extractor.OfText<EventContext>) event -> cgroup(event, CGROUP + "=/");
            case "thread.cgroup" ->
                (Extractor.OfText<EventContext>) event -> CGROUP.equals(key) ? cgroup(event, "/") : null;
            case "proc.nthreads" -> number(thread -> thread.process().threads().size());
            case "proc.nchilds" ->
                number(thread -> Math.max(0, thread.process().threads().size() - 1));
            case "proc.tty" -> number(thread -> thread.process().tty());
            case "proc.fdopencount" -> number(thread -> thread.descriptors().size());
            case "proc.fdlimit" -> (Extractor.OfNumber<EventContext>) ThreadFields::fdLimit;
            case "proc.fdusage" -> (Extractor.OfDecimal<EventContext>) ThreadFields::fdUsage;
            default -> name.startsWith("proc.std") ? standard(name) : session(name);
        };
    }

    private static @Nullable Extractor<EventContext> session(String name) {
        return switch (name) {
            case "proc.sid" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> Extractors.putKnown(out, localSession(event));
            case "proc.vpgid" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> Extractors.putKnown(out, localGroup(event));
            case "proc.pgid" -> ProcessFields.known(EventContext::process, ProcessInfo::processGroup);
            case "proc.is_sid_leader" -> leads(ProcessInfo::sessionId);
            case "proc.is_vpgid_leader", "proc.is_pgid_leader" -> leads(ProcessInfo::processGroup);
            case "proc.sname" -> ProcessFields.text(ThreadFields::sessionLeader, ProcessInfo::name);
            case "proc.sid.exe" -> ProcessFields.text(ThreadFields::sessionLeader, ProcessInfo::exe);
            case "proc.sid.exepath" -> ProcessFields.text(ThreadFields::sessionLeader, ProcessFields::exepath);
            case "proc.vpgid.name", "proc.pgid.name" ->
                ProcessFields.text(ThreadFields::groupLeader, ProcessInfo::name);
            case "proc.vpgid.exe", "proc.pgid.exe" -> ProcessFields.text(ThreadFields::groupLeader, ProcessInfo::exe);
            case "proc.vpgid.exepath", "proc.pgid.exepath" ->
                ProcessFields.text(ThreadFields::groupLeader, ProcessFields::exepath);
            default -> null;
        };
    }

    /** Reads a number of a thread. */
    interface ThreadNumber {
        long of(ThreadInfo thread);
    }

    /** Reads an id of a process. */
    private interface ProcessId {
        int of(ProcessInfo process);
    }

    private static Extractor<EventContext> number(ThreadNumber what) {
        return (Extractor.OfNumber<EventContext>) (event, out) -> {
            ThreadInfo thread = event.thread();
            return thread != null && Extractors.put(out, what.of(thread));
        };
    }

    /** A number of the thread; missing if it is 0, which means unknown. */
    static Extractor.OfNumber<EventContext> known(ThreadNumber what) {
        return (event, out) -> {
            ThreadInfo thread = event.thread();
            return thread != null && Extractors.putKnown(out, what.of(thread));
        };
    }

    private static @Nullable String cgroup(EventContext event, String prefix) {
        ContainerInfo container = event.container();
        return container == null ? null : prefix + container.id();
    }

    private static boolean fdLimit(EventContext event, Extractor.NumberValue out) {
        ProcessInfo process = event.process();
        return process != null && process.fdLimit() >= 0 && Extractors.put(out, process.fdLimit());
    }

    private static double fdUsage(EventContext event) {
        ThreadInfo thread = event.thread();
        if (thread == null || thread.process().fdLimit() <= 0) {
            return Double.NaN;
        }
        return thread.descriptors().size() * 100.0 / thread.process().fdLimit();
    }

    private static Extractor<EventContext> leads(ProcessId what) {
        return (Extractor.OfNumber<EventContext>) (event, out) -> {
            ProcessInfo process = event.process();
            return process != null && Extractors.put(out, what.of(process) == process.pid());
        };
    }

    /** The id of the session in the process's own PID namespace; 0 if unknown. */
    private static int localSession(EventContext event) {
        ProcessInfo process = event.process();
        return process == null || process.sessionId() < 0
                ? 0
                : local(event, process, process.localSession(), process.sessionId());
    }

    /** The id of the process group in the process's own PID namespace; 0 if unknown. */
    static int localGroup(EventContext event) {
        ProcessInfo process = event.process();
        return process == null ? 0 : local(event, process, process.localGroup(), process.processGroup());
    }

    // The leader's own id may have become known later than its session.
    private static int local(EventContext event, ProcessInfo process, int known, int leaderPid) {
        ProcessInfo leader = known == 0 ? event.sandbox().process(leaderPid) : null;
        return leader != null && leader.sharesPidNamespace(process) ? leader.localPid() : known;
    }

    private static @Nullable ProcessInfo sessionLeader(EventContext event) {
        ProcessInfo process = event.process();
        return process == null || process.sessionId() < 0 ? null : leader(event, process, ProcessInfo::sessionId);
    }

    private static @Nullable ProcessInfo groupLeader(EventContext event) {
        ProcessInfo process = event.process();
        return process == null || process.processGroup() == 0
                ? null
                : leader(event, process, ProcessInfo::processGroup);
    }

    /** The process with the id, otherwise the oldest ancestor in the same session or group. */
    private static @Nullable ProcessInfo leader(EventContext event, ProcessInfo process, ProcessId what) {
        int id = what.of(process);
        ProcessInfo known = event.sandbox().process(id);
        if (known != null && what.of(known) == id) {
            return known;
        }
        ProcessInfo eldest = process;
        ProcessInfo next = process;
        for (int i = 0; next != null && what.of(next) == id && i < AncestorFields.MAX_ANCESTORS; i++) {
            eldest = next;
            next = next.parent();
        }
        return eldest;
    }

    private static @Nullable Extractor<EventContext> standard(String name) {
        return switch (name) {
            case "proc.stdin.type" -> fd(0, true);
            case "proc.stdin.name" -> fd(0, false);
            case "proc.stdout.type" -> fd(1, true);
            case "proc.stdout.name" -> fd(1, false);
            case "proc.stderr.type" -> fd(2, true);
            case "proc.stderr.name" -> fd(2, false);
            default -> null;
        };
    }

    private static Extractor<EventContext> fd(int number, boolean type) {
        return ProcessFields.own(thread -> {
            FdInfo fd = thread.fd(number);
            if (fd == null) {
                return null;
            }
            return type ? fd.kind().text() : fd.name();
        });
    }
}
