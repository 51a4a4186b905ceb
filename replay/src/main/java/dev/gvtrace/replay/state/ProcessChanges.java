// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.message.CloneInfo;
import dev.gvtrace.replay.event.message.Context;
import org.jspecify.annotations.Nullable;

/**
 * Applies the appearance of processes and threads: cloned ones, and those whose first message comes without a clone
 * (gvisor-semantics 5.3 to 5.6).
 */
final class ProcessChanges {
    static final long CLONE_FS = 0x200;
    static final long CLONE_FILES = 0x400;
    private static final long CLONE_PARENT = 0x8000;
    private static final long CLONE_THREAD = 0x10000;
    private static final int NAME_BYTES = 15;
    private final SandboxState state;
    private final MemoryBudget budget;
    private final TaskIds ids;
    private final TaskTables tasks;
    private final ContainerChanges containers;

    /** The first thread of an exec session whose event is still to be dispatched. */
    private @Nullable ThreadInfo begunSession;

    ProcessChanges(
            SandboxState state, MemoryBudget budget, TaskIds ids, TaskTables tasks, ContainerChanges containers) {
        this.state = state;
        this.budget = budget;
        this.ids = ids;
        this.tasks = tasks;
        this.containers = containers;
    }

    /** The part of a path that becomes a thread's name. */
    static String nameOf(String path) {
        String base = PathResolver.baseName(path);
        return base.length() <= NAME_BYTES ? base : base.substring(0, NAME_BYTES);
    }

    void cloned(@Nullable ThreadInfo caller, CloneInfo message) {
        int tid = message.createdThreadId();
        if (tid == 0) {
            return;
        }
        int pid = TaskIds.firstKnown(message.createdThreadGroupId(), tid);
        ThreadInfo former = state.threads.get(tid);
        if (former != null) {
            tasks.drop(former);
        }
        long flags = message.flags();
        boolean ofCaller = caller != null && caller.process.pid() == pid;
        ThreadInfo child = ofCaller || (flags & CLONE_THREAD) != 0 && tid != pid
                ? newThread(caller, tid, pid, flags)
                : newProcess(caller, tid, pid, message);
        child.cloneReported = true;
        child.cloneNs = TaskIds.firstKnown(message.context().timeNs(), message.createdThreadStartNs());
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

    // In a namespace of its own a process cannot see the groups it was created in.
    private static void keepLocalGroups(ProcessInfo caller, ProcessInfo child) {
        if (child != caller && child.namespace == caller.namespace) {
            child.localSession = caller.localSession;
            child.localGroup = caller.localGroup;
        }
    }

    private ThreadInfo newThread(@Nullable ThreadInfo caller, int tid, int pid, long flags) {
        ProcessInfo process = state.processes.get(pid);
        if (process == null) {
            process = tasks.add(new ProcessInfo(pid));
            containers.inherit(process, null);
        }
        ThreadInfo thread = tasks.add(withFilesOf(caller, tid, process, flags));
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
        tasks.replace(pid);
        ProcessInfo process = tasks.add(new ProcessInfo(pid));
        process.origin = ProcessInfo.Origin.CLONE;
        process.startNs = message.createdThreadStartNs();
        if (caller == null) {
            containers.inherit(process, message.context());
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
        return tasks.add(thread);
    }

    /** The exit of the call that created a child: it returned the child's id in the caller's namespace. */
    void returnedFromClone(ThreadInfo caller, long result) {
        ThreadInfo child = state.threads.get(caller.pendingChild);
        caller.pendingChild = 0;
        if (child != null && ThreadInfo.isAnother(caller.pendingChildStartNs, child.startNs)) {
            child = null;
        }
        if (result > 0 && result == (int) result) {
            ids.returned(caller, child, (int) result);
        }
    }

    /**
     * The first message of an unknown thread, or of one whose id was reused: tracing began late, an exec request
     * created it, or messages were lost.
     */
    ThreadInfo meet(int tid, Context context) {
        ThreadInfo former = state.threads.get(tid);
        if (former != null && ThreadInfo.isAnother(former.startNs, context.threadStartNs())) {
            tasks.drop(former);
            former = null;
        }
        int pid = TaskIds.firstKnown(context.threadGroupId(), former == null ? tid : former.process.pid());
        ProcessInfo process = state.processes.get(pid);
        if (process != null && ThreadInfo.isAnother(process.startNs, context.threadGroupStartNs())) {
            tasks.end(process);
            process = null;
            former = state.threads.get(tid);
        }
        if (former != null && former.process == process) {
            return former;
        }
        return former != null ? move(former, pid) : arrive(tid, pid, context);
    }

    private ThreadInfo arrive(int tid, int pid, Context context) {
        ProcessInfo process = state.processes.get(pid);
        ThreadInfo sibling = process == null ? null : process.anyThread();
        if (process == null || sibling == null) {
            boolean isNew = process == null;
            ProcessInfo owner = process == null ? newcomer(pid, context) : process;
            ThreadInfo thread = tasks.add(new ThreadInfo(tid, owner, Directories.unknown(), new FdTable(budget)));
            if (isNew && owner.origin == ProcessInfo.Origin.EXEC_SESSION) {
                ids.joined(thread, owner.container);
                ContainerChanges.leadSession(owner);
            } else {
                ids.met(thread);
            }
            return thread;
        }
        ThreadInfo thread = new ThreadInfo(tid, process, sibling.directories, sibling.descriptors);
        thread.credentials = sibling.credentials;
        ThreadInfo executing = tid == pid ? state.threads.get(process.executingTid) : null;
        if (executing != null && executing.process == process) {
            // An execve of that thread made it the leader; its own id will not be reported again.
            thread.directories = executing.directories;
            thread.descriptors = executing.descriptors;
            thread.credentials = executing.credentials;
            thread.name = executing.name;
            tasks.add(thread);
            tasks.remove(executing);
            process.executingTid = 0;
            return thread;
        }
        thread.name = sibling.name;
        ids.met(tasks.add(thread));
        return thread;
    }

    private ProcessInfo newcomer(int pid, Context context) {
        ProcessInfo process = tasks.add(new ProcessInfo(pid));
        boolean root = context.isExecSession() && context.parentThreadGroupId() == 0;
        process.origin = root ? ProcessInfo.Origin.EXEC_SESSION : ProcessInfo.Origin.LATE;
        if (!root) {
            state.losses.appearedLate(process);
        }
        process.startNs = context.threadGroupStartNs();
        containers.inherit(process, context);
        return process;
    }

    /** A thread of an exec session sent its first message: the process may be the session's first. */
    void sentInSession(ThreadInfo thread) {
        ProcessInfo process = thread.process;
        boolean unannounced = process.origin == ProcessInfo.Origin.EXEC_SESSION
                || process.origin == ProcessInfo.Origin.PROCFS && process.parentPid() == 0;
        if (unannounced && !process.sessionReported) {
            process.sessionReported = true;
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

    /** A process from a snapshot that is unknown. */
    ProcessInfo listed(int pid, long startNs) {
        ProcessInfo process = tasks.add(new ProcessInfo(pid));
        process.origin = ProcessInfo.Origin.PROCFS;
        process.startNs = startNs;
        ThreadInfo former = state.threads.get(pid);
        if (former != null) {
            tasks.drop(former);
        }
        ThreadInfo thread = tasks.add(new ThreadInfo(pid, process, Directories.unknown(), new FdTable(budget)));
        thread.startNs = startNs;
        ids.met(thread);
        return process;
    }

    /** A thread turned out to belong to a different process. */
    private ThreadInfo move(ThreadInfo thread, int pid) {
        ProcessInfo guessed = thread.process;
        guessed.members.remove(thread);
        ProcessInfo process = state.processes.get(pid);
        if (process == null) {
            process = tasks.add(new ProcessInfo(pid));
            process.program = guessed.program;
            process.exe = guessed.exe;
            process.arguments = guessed.arguments;
            process.container = guessed.container;
            process.setParent(guessed.parent(), guessed.parentPid());
        }
        thread.process = process;
        process.members.add(thread);
        if (guessed.members.isEmpty()) {
            tasks.end(guessed);
        }
        return thread;
    }
}
