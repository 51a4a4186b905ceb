// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.message.Context;
import dev.gvtrace.replay.event.message.MessageKind;
import org.jspecify.annotations.Nullable;

/**
 * Applies the facts about the acting thread and its process in the context data of a message. They override all
 * conclusions, so that the next correct message repairs the state after a loss.
 */
final class ContextFacts {
    private static final String DELETED = " (deleted)";

    private final SandboxState state;
    private final MemoryBudget budget;
    private final ContainerChanges containers;
    private final Lineage lineage;
    private final ProcessChanges processes;

    ContextFacts(
            SandboxState state,
            MemoryBudget budget,
            ContainerChanges containers,
            Lineage lineage,
            ProcessChanges processes) {
        this.state = state;
        this.budget = budget;
        this.containers = containers;
        this.lineage = lineage;
        this.processes = processes;
    }

    /** The path without the suffix that the Sentry appends to the path of an unlinked file. */
    static String withoutDeleted(String path) {
        return path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
    }

    /** The acting thread, created if it is unknown; null if the session does not ask for thread ids. */
    @Nullable
    ThreadInfo acting(Context context, MessageKind kind) {
        int tid = context.threadId();
        if (tid == 0) {
            return null;
        }
        ThreadInfo thread = state.threads.get(tid);
        if (thread == null || !isSame(thread, context)) {
            thread = processes.meet(tid, context);
        }
        if (kind == MessageKind.TASK_EXIT) {
            ThreadInfo former = formerLeader(thread, context);
            if (former != null) {
                return former;
            }
        } else if (thread.superseded) {
            // The execve that would have ended the thread did not happen.
            thread.superseded = false;
        }
        boolean first = !thread.hasMessages;
        refresh(thread, context);
        if (first && context.isExecSession()) {
            processes.sentInSession(thread);
        }
        if (thread.bare && context.threadStartNs() != 0 && !isAboutChildren(kind)) {
            thread.bare = false;
        }
        return thread;
    }

    /** True for messages that carry the thread's start time even in sessions configured by Falco. */
    private static boolean isAboutChildren(MessageKind kind) {
        return kind == MessageKind.CLONE_INFO || kind == MessageKind.CLONE || kind == MessageKind.FORK;
    }

    private static boolean isSame(ThreadInfo thread, Context context) {
        int group = context.threadGroupId();
        return (group == 0 || group == thread.process.pid())
                && !ThreadInfo.isAnother(thread.startNs, context.threadStartNs())
                && !ThreadInfo.isAnother(thread.process.startNs, context.threadGroupStartNs());
    }

    /**
     * An execve by another thread than the leader gives that thread the leader's id; then the end of the old leader is
     * reported under the id that both have had. Returns the old leader if this is its end, otherwise null.
     */
    private static @Nullable ThreadInfo formerLeader(ThreadInfo thread, Context context) {
        ThreadInfo former = thread.process.formerLeader;
        if (former == null || !thread.isMain()) {
            return null;
        }
        boolean named = context.hasProcessName() && !former.name.equals(thread.name);
        return named && context.processName().equals(thread.name) ? null : former;
    }

    private void refresh(ThreadInfo thread, Context context) {
        ProcessInfo process = thread.process;
        thread.hasMessages = true;
        thread.firstParent = null;
        long start = context.threadStartNs();
        if (start != 0) {
            thread.startNs = start;
        }
        long groupStart = context.threadGroupStartNs();
        if (groupStart != 0) {
            process.startNs = groupStart;
        } else if (process.startNs == 0 && thread.isMain()) {
            process.startNs = start;
        }
        refreshContainer(process, context);
        if (context.hasCredentials()) {
            refreshCredentials(thread, context);
        }
        if (context.hasCwd()) {
            refreshCwd(thread.directories, context);
        }
        if (context.hasProcessName()) {
            refreshName(thread, context);
        }
        int parent = context.parentThreadGroupId();
        if (parent != 0 && (parent != process.parentPid() || process.parent() == null)) {
            lineage.reportedParent(process, parent);
        }
        if (context.isExecSession()) {
            process.execSession = true;
        }
    }

    private void refreshContainer(ProcessInfo process, Context context) {
        ContainerInfo container = process.container;
        String id = context.containerId();
        if (!id.isEmpty() && (container == null || !container.id().equals(id))) {
            process.container = containers.container(id, context.timeNs());
        }
    }

    private static void refreshCredentials(ThreadInfo thread, Context context) {
        Credentials known = thread.credentials;
        int ruid = context.credential(1);
        int euid = context.credential(2);
        int suid = context.credential(3);
        int rgid = context.credential(4);
        int egid = context.credential(5);
        int sgid = context.credential(6);
        if (!known.known() || !known.are(ruid, euid, suid, rgid, egid, sgid)) {
            thread.credentials = new Credentials(true, ruid, euid, suid, rgid, egid, sgid);
        }
    }

    private void refreshCwd(Directories directories, Context context) {
        String cwd = context.cwd();
        if (!cwd.isEmpty() && !(directories.cwdKnown() && cwd.equals(directories.cwd()))) {
            String path = Limits.path(withoutDeleted(cwd));
            // Relative to the thread's own root; or, if the path is outside it, to the container's, and then already
            // known.
            directories.setCwd(state.resolved ? directories.below(path) : path);
            budget.charge(directories.cwd());
        }
    }

    private void refreshName(ThreadInfo thread, Context context) {
        String name = Limits.name(context.processName());
        if (name.isEmpty()) {
            return;
        }
        if (thread.process.epoch != state.epoch && thread.isMain()) {
            state.losses.named(thread.process, name.equals(thread.name));
        }
        if (!name.equals(thread.name)) {
            thread.name = name;
            budget.charge(name);
        }
        if ((thread.isMain() || thread.process.name.isEmpty()) && !name.equals(thread.process.name)) {
            thread.process.name = name;
        }
    }
}
