// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.message.Context;
import dev.gvtrace.replay.event.message.ExitNotifyParent;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds and removes the state's processes and threads, within the limits (gvisor-semantics 5.3, 5.5).
 */
final class TaskTables {
    private final SandboxState state;
    private final MemoryBudget budget;
    private final Lineage lineage;
    /** Threads that ended with the last event; they stay readable until the next. */
    private final List<ThreadInfo> ended = new ArrayList<>();

    TaskTables(SandboxState state, MemoryBudget budget, Lineage lineage) {
        this.state = state;
        this.budget = budget;
        this.lineage = lineage;
    }

    ProcessInfo add(ProcessInfo process) {
        state.losses.appeared(process);
        state.add(process);
        budget.charge(MemoryBudget.PROCESS);
        return process;
    }

    /** Adds the thread to all tables, including the count of its descriptor table. */
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

    /** Makes room as a last resort. */
    void forgetEldest() {
        ProcessInfo eldest = state.eldest();
        if (eldest != null) {
            state.forgotten++;
            end(eldest);
        }
    }

    /** The thread ends with this event: it is removed when the next message comes. */
    void endAfterEvent(ThreadInfo thread) {
        ended.add(thread);
    }

    /** Removes what the last event ended. */
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

    /** Its id was assigned to another thread although its end was not seen. */
    void drop(ThreadInfo thread) {
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

    void replace(int pid) {
        ProcessInfo former = state.processes.get(pid);
        if (former != null) {
            end(former);
        }
        ThreadInfo thread = state.threads.get(pid);
        if (thread != null) {
            drop(thread);
        }
    }

    /** Removes the thread from all tables. */
    void remove(ThreadInfo thread) {
        if (state.threads.get(thread.tid()) == thread) {
            state.threads.remove(thread.tid());
        }
        if (thread.process.members.remove(thread)) {
            TaskIds.gone(thread);
            thread.descriptors.release();
        }
    }

    /** Removes the process with its threads from all tables; its children get their new parent. */
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
        lineage.becomesZombie(process);
        ContainerInfo container = process.container;
        if (container != null && container.initPid == process.pid()) {
            container.endNs = state.lastEventNs;
        }
    }

    private void noteIfSilent(ThreadInfo thread) {
        if (thread.cloneReported && !thread.hasMessages) {
            if (state.silent.size() < Limits.SILENT) {
                state.silent.add(state.silentThread(thread));
            } else {
                state.silentUnlisted++;
            }
        }
    }

    /** The process is a zombie, all of its threads are gone. */
    void notified(ExitNotifyParent message) {
        Context context = message.context();
        int pid = TaskIds.firstKnown(context.threadGroupId(), context.threadId());
        ProcessInfo process = state.processes.get(pid);
        if (process != null && !ThreadInfo.isAnother(process.startNs, context.threadGroupStartNs())) {
            process.notifiedNs = context.timeNs();
            process.notifiedStatus = message.exitStatus();
            end(process);
        }
        lineage.reaped(pid);
    }
}
