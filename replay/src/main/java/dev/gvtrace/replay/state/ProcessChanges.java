// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.message.CloneInfo;
import dev.gvtrace.replay.event.message.ContainerStart;
import dev.gvtrace.replay.event.message.Context;
import dev.gvtrace.replay.event.message.ExitNotifyParent;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who appears and who goes: containers, processes, threads, and whose child is who (gvisor-semantics 5.3 to 5.6). */
final class ProcessChanges {
    static final long CLONE_FS = 0x200;
    static final long CLONE_FILES = 0x400;
    private static final long CLONE_PARENT = 0x8000;
    private static final long CLONE_THREAD = 0x10000;
    private static final int NAME_BYTES = 15;
    /** The device of {@code /dev/pts/0}, which a container with a terminal has. */
    private static final int FIRST_TERMINAL = 0x8800;

    private final SandboxState state;
    private final MemoryBudget budget;
    private final TaskIds ids;
    /** Threads that ended with the last event; they stay readable until the next. */
    private final List<ThreadInfo> ended = new ArrayList<>();

    private final Deque<ProcessInfo> zombies;

    /** The first thread of an exec session of which there is an event to come. */
    private @Nullable ThreadInfo begunSession;

    ProcessChanges(SandboxState state, MemoryBudget budget, TaskIds ids) {
        this.state = state;
        this.budget = budget;
        this.ids = ids;
        this.zombies = state.zombies;
    }

    /** The part of a path that the kernel makes a thread's name. */
    static String nameOf(String path) {
        String base = PathResolver.baseName(path);
        return base.length() <= NAME_BYTES ? base : base.substring(0, NAME_BYTES);
    }

    // Containers

    ContainerInfo container(String told, long timeNs) {
        String id = Limits.path(told);
        ContainerInfo container = state.containers.get(id);
        if (container != null) {
            container.startNs = container.startNs == 0 ? timeNs : container.startNs;
        } else {
            container = new ContainerInfo(id);
            budget.charge(MemoryBudget.CONTAINER);
            budget.charge(id);
            container.startNs = timeNs;
            if (state.containers.size() < Limits.CONTAINERS) {
                state.containers.put(id, container);
            } else {
                state.forgotten++;
            }
        }
        return container;
    }

    void started(ContainerStart message) {
        Context context = message.context();
        int pid = firstNonZero(context.threadGroupId(), context.threadId(), 1);
        String id = message.id().isEmpty() ? context.containerId() : message.id();
        ContainerInfo container = container(id, context.timeNs());
        container.startSeen = true;
        container.startNs = context.timeNs() != 0 ? context.timeNs() : container.startNs;
        container.initPid = pid;
        container.arguments = message.arguments();
        container.environment = message.environment();
        container.cwd = Limits.path(message.cwd());
        container.terminal = message.terminal();
        replace(pid);
        container.endNs = 0;
        ProcessInfo process = add(new ProcessInfo(pid));
        process.origin = ProcessInfo.Origin.START;
        process.container = container;
        process.startNs = firstNonZero(context.threadGroupStartNs(), context.threadStartNs());
        String cwd = Limits.path(context.hasCwd() ? context.cwd() : message.cwd());
        Directories directories = cwd.isEmpty() ? Directories.unknown() : new Directories(cwd, true, "/");
        ThreadInfo thread = add(new ThreadInfo(pid, process, directories, new FdTable(budget)));
        ids.started(thread, container);
        leadSession(process);
        process.tty = message.terminal() ? FIRST_TERMINAL : 0;
        thread.startNs = firstNonZero(context.threadStartNs(), process.startNs);
        thread.heard = true;
        runFirst(process, thread, message);
    }

    /** The process begins a session, and a process group in it. */
    static void leadSession(ProcessInfo process) {
        process.sessionId = process.pid();
        process.processGroup = process.pid();
        process.localSession = process.localPid;
        process.localGroup = process.localPid;
        process.tty = 0;
    }

    private void runFirst(ProcessInfo process, ThreadInfo thread, ContainerStart message) {
        List<String> argv = message.arguments();
        List<String> environment = message.environment();
        String exe = argv.isEmpty() ? "" : argv.get(0);
        // A bare name was looked up along the PATH by runsc, and the stream does not say where it was found.
        boolean relative = exe.indexOf('/') > 0;
        process.program = new Program(
                relative ? PathResolver.resolve(thread.directories.base(), exe) : exe,
                argv,
                environment,
                !environment.isEmpty(),
                null,
                ExecProof.SENTRY,
                message.context().timeNs(),
                null,
                Program.NO_STDIO,
                null,
                null);
        process.exe = exe;
        process.name = nameOf(exe);
        process.arguments = argv.size() > 1 ? argv.subList(1, argv.size()) : List.of();
        thread.name = process.name;
        budget.charge(process.program, Program.UNKNOWN);
        budget.charge(2 * MemoryBudget.NAMESPACE + 2 * Limits.PATH);
    }

    // Appearance

    private ProcessInfo add(ProcessInfo process) {
        state.losses.appeared(process);
        state.add(process);
        budget.charge(MemoryBudget.PROCESS);
        return process;
    }

    /** Takes the thread into all tables; its table of descriptors counts it from now on. */
    ThreadInfo add(ThreadInfo thread) {
        ThreadInfo former = state.threads.get(thread.tid());
        if (former != null) {
            drop(former);
        }
        if (state.threads.size() >= Limits.THREADS) {
            makeRoom(thread.process);
        }
        state.threads.put(thread.tid(), thread);
        thread.process.members.add(thread);
        thread.descriptors.share();
        TaskIds.appeared(thread);
        budget.charge(MemoryBudget.THREAD);
        return thread;
    }

    private void makeRoom(ProcessInfo newcomer) {
        ProcessInfo victim = state.eldest();
        if (victim == newcomer) {
            victim = newcomer.later;
        }
        if (victim != null) {
            state.forgotten++;
            end(victim);
        }
    }

    /** Makes room where nothing else helps. */
    void forgetEldest() {
        ProcessInfo eldest = state.eldest();
        if (eldest != null) {
            state.forgotten++;
            end(eldest);
        }
    }

    void cloned(@Nullable ThreadInfo caller, CloneInfo message) {
        int tid = message.createdThreadId();
        if (tid == 0) {
            return;
        }
        int pid = firstNonZero(message.createdThreadGroupId(), tid);
        ThreadInfo former = state.threads.get(tid);
        if (former != null) {
            drop(former);
        }
        long flags = message.flags();
        boolean ofCaller = caller != null && caller.process.pid() == pid;
        ThreadInfo child = ofCaller || (flags & CLONE_THREAD) != 0 && tid != pid
                ? newThread(caller, tid, pid, flags)
                : newProcess(caller, tid, pid, message);
        child.announced = true;
        child.announcedNs = firstNonZero(message.context().timeNs(), message.createdThreadStartNs());
        child.startNs = message.createdThreadStartNs();
        if (caller != null) {
            child.firstParent = caller.process == child.process ? null : child.process.parent();
            child.name = caller.name;
            child.credentials = caller.credentials;
            caller.pendingChild = tid;
            caller.pendingChildStartNs = child.startNs;
            ids.cloned(caller, child, flags);
            keepLocalGroups(caller.process, child.process);
        } else {
            ids.met(child);
        }
    }

    // In a namespace of its own a process sees none of the groups that it was born into.
    private static void keepLocalGroups(ProcessInfo caller, ProcessInfo child) {
        if (child != caller && child.namespace == caller.namespace) {
            child.localSession = caller.localSession;
            child.localGroup = caller.localGroup;
        }
    }

    private ThreadInfo newThread(@Nullable ThreadInfo caller, int tid, int pid, long flags) {
        ProcessInfo process = state.processes.get(pid);
        if (process == null) {
            process = add(new ProcessInfo(pid));
            inheritContainer(process, null);
        }
        ThreadInfo thread = add(withFilesOf(caller, tid, process, flags));
        thread.bare = caller != null;
        return thread;
    }

    private ThreadInfo withFilesOf(@Nullable ThreadInfo caller, int tid, ProcessInfo process, long flags) {
        if (caller == null) {
            return new ThreadInfo(tid, process, Directories.unknown(), new FdTable(budget));
        }
        FdTable descriptors = caller.descriptors;
        if ((flags & CLONE_FILES) == 0) {
            descriptors = descriptors.copy();
            Releases.takeOut(caller, descriptors);
        }
        return new ThreadInfo(
                tid, process, (flags & CLONE_FS) != 0 ? caller.directories : caller.directories.copy(), descriptors);
    }

    private ThreadInfo newProcess(@Nullable ThreadInfo caller, int tid, int pid, CloneInfo message) {
        replace(pid);
        ProcessInfo process = add(new ProcessInfo(pid));
        process.origin = ProcessInfo.Origin.CLONE;
        process.startNs = message.createdThreadStartNs();
        if (caller == null) {
            inheritContainer(process, message.context());
        } else {
            ProcessInfo from = caller.process;
            process.program = from.program;
            process.exe = caller.name;
            process.name = caller.name;
            process.container = from.container;
            process.sessionId = from.sessionId;
            process.processGroup = from.processGroup;
            process.tty = from.tty;
            process.fdLimit = from.fdLimit;
            process.execSession = from.execSession;
            process.noNewPrivileges = from.noNewPrivileges;
            state.losses.inherits(process, from);
            boolean sibling = (message.flags() & CLONE_PARENT) != 0;
            ProcessInfo parent = sibling ? from.parent() : from;
            process.setParent(parent, parent != null ? parent.pid() : sibling ? from.parentPid() : 0);
        }
        ThreadInfo thread = withFilesOf(caller, tid, process, message.flags());
        return add(thread);
    }

    /** The exit of the call that made a child: what it returned is the child's id as the caller sees it. */
    void returnedFromClone(ThreadInfo caller, long result) {
        ThreadInfo child = state.threads.get(caller.pendingChild);
        caller.pendingChild = 0;
        if (child != null && isAnother(caller.pendingChildStartNs, child.startNs)) {
            child = null;
        }
        if (result > 0 && result == (int) result) {
            ids.returned(caller, child, (int) result);
        }
    }

    /**
     * A thread of which nothing is known speaks, or one whose id names another by now: tracing began late, an exec
     * request made it, or messages were lost.
     */
    ThreadInfo meet(int tid, Context context) {
        ThreadInfo former = state.threads.get(tid);
        if (former != null && isAnother(former.startNs, context.threadStartNs())) {
            drop(former);
            former = null;
        }
        int pid = firstNonZero(context.threadGroupId(), former == null ? tid : former.process.pid());
        ProcessInfo process = state.processes.get(pid);
        if (process != null && isAnother(process.startNs, context.threadGroupStartNs())) {
            end(process);
            process = null;
            former = state.threads.get(tid);
        }
        if (former != null && former.process == process) {
            return former;
        }
        return former != null ? move(former, pid) : arrive(tid, pid, context);
    }

    static boolean isAnother(long knownStart, long toldStart) {
        return knownStart != 0 && toldStart != 0 && knownStart != toldStart;
    }

    private ThreadInfo arrive(int tid, int pid, Context context) {
        ProcessInfo process = state.processes.get(pid);
        ThreadInfo sibling = process == null ? null : process.anyThread();
        if (process == null || sibling == null) {
            boolean isNew = process == null;
            ProcessInfo owner = process == null ? newcomer(pid, context) : process;
            ThreadInfo thread = add(new ThreadInfo(tid, owner, Directories.unknown(), new FdTable(budget)));
            if (isNew && owner.origin == ProcessInfo.Origin.EXEC_SESSION) {
                ids.joined(thread, owner.container);
                leadSession(owner);
            } else {
                ids.met(thread);
            }
            return thread;
        }
        ThreadInfo thread = new ThreadInfo(tid, process, sibling.directories, sibling.descriptors);
        thread.credentials = sibling.credentials;
        ThreadInfo executing = tid == pid ? state.threads.get(process.executingTid) : null;
        if (executing != null && executing.process == process) {
            // An execve of that thread made it the leader; under its own id it will not be heard of again.
            thread.directories = executing.directories;
            thread.descriptors = executing.descriptors;
            thread.credentials = executing.credentials;
            thread.name = executing.name;
            add(thread);
            remove(executing);
            process.executingTid = 0;
            return thread;
        }
        thread.name = sibling.name;
        ids.met(add(thread));
        return thread;
    }

    private ProcessInfo newcomer(int pid, Context context) {
        ProcessInfo process = add(new ProcessInfo(pid));
        boolean root = context.isExecSession() && context.parentThreadGroupId() == 0;
        process.origin = root ? ProcessInfo.Origin.EXEC_SESSION : ProcessInfo.Origin.LATE;
        if (!root) {
            state.losses.appearedLate(process);
        }
        process.startNs = context.threadGroupStartNs();
        inheritContainer(process, context);
        return process;
    }

    /** A thread of an exec session is heard for the first time: the process may be the session's first. */
    void spokeInSession(ThreadInfo thread) {
        ProcessInfo process = thread.process;
        boolean unannounced = process.origin == ProcessInfo.Origin.EXEC_SESSION
                || process.origin == ProcessInfo.Origin.PROCFS && process.parentPid() == 0;
        if (unannounced && !process.sessionTold) {
            process.sessionTold = true;
            begunSession = thread;
        }
    }

    /** The thread that was found to begin an exec session, once; null if there is none. */
    @Nullable
    ThreadInfo takeBegunSession() {
        ThreadInfo thread = begunSession;
        begunSession = null;
        return thread;
    }

    /** A process that a snapshot lists and that is not known. */
    ProcessInfo listed(int pid, long startNs) {
        ProcessInfo process = add(new ProcessInfo(pid));
        process.origin = ProcessInfo.Origin.PROCFS;
        process.startNs = startNs;
        ThreadInfo former = state.threads.get(pid);
        if (former != null) {
            drop(former);
        }
        ThreadInfo thread = add(new ThreadInfo(pid, process, Directories.unknown(), new FdTable(budget)));
        thread.startNs = startNs;
        ids.met(thread);
        return process;
    }

    /** True if a process of that id ended lately and is, as far as known, the one that started at that time. */
    boolean hasEnded(int pid, long startNs) {
        ProcessInfo zombie = zombie(pid);
        return zombie != null && !isAnother(zombie.startNs, startNs);
    }

    /** A thread turned out to belong to another process than was thought. */
    private ThreadInfo move(ThreadInfo thread, int pid) {
        ProcessInfo guessed = thread.process;
        guessed.members.remove(thread);
        ProcessInfo process = state.processes.get(pid);
        if (process == null) {
            process = add(new ProcessInfo(pid));
            process.program = guessed.program;
            process.exe = guessed.exe;
            process.arguments = guessed.arguments;
            process.container = guessed.container;
            process.setParent(guessed.parent(), guessed.parentPid());
        }
        thread.process = process;
        process.members.add(thread);
        if (guessed.members.isEmpty()) {
            end(guessed);
        }
        return thread;
    }

    private void inheritContainer(ProcessInfo process, @Nullable Context context) {
        if (context != null && !context.containerId().isEmpty()) {
            process.container = container(context.containerId(), context.timeNs());
        } else if (state.containers.size() == 1) {
            process.container = state.containers.values().iterator().next();
        }
    }

    // Parents

    /**
     * The Sentry says that the process's parent is the one of that id. It may be unknown, or have ended without having
     * left its children to another yet.
     */
    void toldParent(ProcessInfo process, int parentPid) {
        if (parentPid == process.parentPid() && process.parentMissedAt == state.turnover) {
            return;
        }
        ProcessInfo parent = state.processes.get(parentPid);
        if (parent == null) {
            parent = zombie(parentPid);
        }
        if (parent == null || descendsFrom(parent, process)) {
            process.parentMissedAt = state.turnover;
            parent = null;
        }
        process.setParent(parent, parentPid);
    }

    private @Nullable ProcessInfo zombie(int pid) {
        for (ProcessInfo zombie : zombies) {
            if (zombie.pid() == pid) {
                return zombie;
            }
        }
        return null;
    }

    private void leaveChildren(ProcessInfo dying) {
        ProcessInfo heir = dying.offspring.isEmpty() ? null : reaper(dying);
        for (int i = dying.offspring.size() - 1; i >= 0; i--) {
            dying.offspring.get(i).setParent(heir, heir == null ? 0 : heir.pid());
        }
    }

    private static boolean descendsFrom(ProcessInfo process, ProcessInfo ancestor) {
        int steps = 0;
        for (ProcessInfo p = process; p != null; p = p.parent()) {
            if (p == ancestor || ++steps > Limits.ANCESTORS) {
                return true;
            }
        }
        return false;
    }

    private @Nullable ProcessInfo reaper(ProcessInfo dying) {
        if (dying.namespaceInit) {
            return null;
        }
        int steps = 0;
        for (ProcessInfo p = dying.parent(); p != null && steps < Limits.ANCESTORS; p = p.parent(), steps++) {
            if (p.subreaper || p.namespaceInit) {
                return p;
            }
        }
        ContainerInfo container = dying.container;
        ProcessInfo init = state.processes.get(container == null || container.initPid == 0 ? 1 : container.initPid);
        boolean fits = init != null && init != dying && init.container == container && !descendsFrom(init, dying);
        return fits ? init : null;
    }

    // End

    /** The thread ends with this event: it is taken out when the next message comes. */
    void endAfterEvent(ThreadInfo thread) {
        ended.add(thread);
    }

    /** Takes out what the last event ended. */
    void flush() {
        if (!ended.isEmpty()) {
            for (int i = 0; i < ended.size(); i++) {
                ThreadInfo thread = ended.get(i);
                ProcessInfo process = thread.process;
                if (process.formerLeader == thread) {
                    process.formerLeader = null;
                } else if (!process.exited) {
                    remove(thread);
                    if (process.threadCount() == 0) {
                        end(process);
                    }
                }
            }
            ended.clear();
        }
    }

    /** The process is a zombie, all of its threads are gone. */
    void notified(ExitNotifyParent message) {
        Context context = message.context();
        ProcessInfo process = state.processes.get(firstNonZero(context.threadGroupId(), context.threadId()));
        if (process != null && !isAnother(process.startNs, context.threadGroupStartNs())) {
            end(process);
        }
        ProcessInfo zombie = zombie(firstNonZero(context.threadGroupId(), context.threadId()));
        if (zombie != null) {
            zombies.remove(zombie);
            leaveChildren(zombie);
        }
    }

    /** Its id was given to another although no end was seen. */
    private void drop(ThreadInfo thread) {
        ProcessInfo process = thread.process;
        if (thread.isMain()) {
            end(process);
            return;
        }
        noteIfSilent(thread);
        remove(thread);
        if (process.threadCount() == 0) {
            end(process);
        }
    }

    private void replace(int pid) {
        ProcessInfo former = state.processes.get(pid);
        if (former != null) {
            end(former);
        }
        ThreadInfo thread = state.threads.get(pid);
        if (thread != null) {
            drop(thread);
        }
    }

    /** Takes the thread out of all tables. */
    void remove(ThreadInfo thread) {
        if (state.threads.get(thread.tid()) == thread) {
            state.threads.remove(thread.tid());
        }
        if (thread.process.members.remove(thread)) {
            TaskIds.gone(thread);
            thread.descriptors.release();
        }
    }

    /** Takes the process out of all tables, with its threads; its children get their new parent. */
    void end(ProcessInfo process) {
        if (process.exited) {
            return;
        }
        process.exited = true;
        List<ThreadInfo> members = process.members;
        for (int i = members.size() - 1; i >= 0; i--) {
            ThreadInfo thread = members.get(i);
            noteIfSilent(thread);
            if (state.threads.get(thread.tid()) == thread) {
                state.threads.remove(thread.tid());
            }
            TaskIds.gone(thread);
            thread.descriptors.release();
        }
        members.clear();
        TaskIds.gone(process);
        process.formerLeader = null;
        state.remove(process);
        leaveChildren(process);
        process.setParent(null, process.parentPid());
        if (zombies.size() == Limits.ZOMBIES) {
            leaveChildren(zombies.removeFirst());
        }
        zombies.addLast(process);
        ContainerInfo container = process.container;
        if (container != null && container.initPid == process.pid()) {
            container.endNs = state.lastEventNs;
        }
    }

    private void noteIfSilent(ThreadInfo thread) {
        if (thread.announced && !thread.heard) {
            if (state.silent.size() < Limits.SILENT) {
                state.silent.add(state.silentThread(thread));
            } else {
                state.silentUnlisted++;
            }
        }
    }

    private static int firstNonZero(int first, int second) {
        return first != 0 ? first : second;
    }

    private static int firstNonZero(int first, int second, int third) {
        return first != 0 ? first : firstNonZero(second, third);
    }

    private static long firstNonZero(long first, long second) {
        return first != 0 ? first : second;
    }
}
