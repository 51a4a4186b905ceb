// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Parents and children: parents as reported by the Sentry, children that get a new parent when theirs ends, and
 * processes that ended but whose parent was not notified yet (gvisor-semantics 5.4).
 */
final class Lineage {
    private final SandboxState state;
    private final Deque<ProcessInfo> zombies;

    Lineage(SandboxState state) {
        this.state = state;
        this.zombies = state.zombies;
    }

    /**
     * The Sentry reports the id of the process's parent. The parent may be unknown, or may have ended before its
     * children get a new one.
     */
    void reportedParent(ProcessInfo process, int parentPid) {
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

    void leaveChildren(ProcessInfo dying) {
        ProcessInfo heir = dying.offspring.isEmpty() ? null : reaper(dying);
        for (int i = dying.offspring.size() - 1; i >= 0; i--) {
            dying.offspring.get(i).setParent(heir, heir == null ? 0 : heir.pid());
        }
    }

    @Nullable
    ProcessInfo zombie(int pid) {
        for (ProcessInfo zombie : zombies) {
            if (zombie.pid() == pid) {
                return zombie;
            }
        }
        return null;
    }

    /** True if a process with this id ended recently and, as far as known, started at that time. */
    boolean hasEnded(int pid, long startNs) {
        ProcessInfo zombie = zombie(pid);
        return zombie != null && !ThreadInfo.isAnother(zombie.startNs, startNs);
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

    /** The process ended; its parent was not notified yet. */
    void becomesZombie(ProcessInfo process) {
        leaveChildren(process);
        process.setParent(null, process.parentPid());
        if (zombies.size() == Limits.ZOMBIES) {
            leaveChildren(zombies.removeFirst());
        }
        zombies.addLast(process);
    }

    /** The zombie's parent was notified: the rest of the process is removed. */
    void reaped(int pid) {
        ProcessInfo zombie = zombie(pid);
        if (zombie != null) {
            zombies.remove(zombie);
            leaveChildren(zombie);
        }
    }
}
