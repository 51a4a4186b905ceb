// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import org.jspecify.annotations.Nullable;

/**
 * Derives the ids of threads and processes in their own PID namespaces: contexts have root ids only (gvisor-semantics
 * 5.1, design 6). The first process of a namespace is 1; for others the call that created them returned the id to its
 * caller. A vfork returns it only after the child's execve; until then it is the next one, if root ids show that no
 * thread was missed. Unknown ids stay 0.
 */
final class TaskIds {
    static final long CLONE_NEWPID = 0x2000_0000;
    private static final int FIRST = 1;

    private final SandboxState state;
    private final PidNamespace root;
    /** The last root id assigned, as far as reported. */
    private int lastTid;
    /** Incremented whenever a thread may have been missed: earlier counts become useless. */
    private int stretch;

    TaskIds(SandboxState state) {
        this.state = state;
        root = PidNamespace.root(state.threads, state.processes);
    }

    /** A thread, or its change of namespaces, may have been missed. */
    void missed() {
        stretch++;
    }

    private void handedOut(int tid) {
        if (tid != lastTid + 1) {
            missed();
        }
        // Ids that arrive late do not count; ids that start again from 2 do.
        if (tid > lastTid || tid < lastTid / 2) {
            lastTid = tid;
        }
    }

    private int count(PidNamespace in) {
        int number = 0;
        for (PidNamespace n = in; n != null && !n.isRoot(); n = n.outer) {
            int place = n.count(stretch);
            number = n == in ? place : number;
        }
        return number;
    }

    /** The first process of a container. The sandbox's first is in the root namespace. */
    void started(ThreadInfo init, ContainerInfo container) {
        handedOut(init.tid());
        PidNamespace namespace = init.tid() == FIRST ? root : PidNamespace.ofContainer(root);
        container.namespace = namespace;
        init.process.namespace = namespace;
        init.process.namespaceInit = true;
        count(namespace);
        learn(init, FIRST);
    }

    /** An exec request created a process in a container. */
    void joined(ThreadInfo thread, @Nullable ContainerInfo container) {
        PidNamespace namespace = container == null ? null : container.namespace;
        if (namespace == null) {
            met(thread);
            return;
        }
        handedOut(thread.tid());
        thread.process.namespace = namespace;
        count(namespace);
        learn(thread, namespace.isRoot() ? thread.tid() : namespace.lastId());
    }

    /** A thread whose creation was not reported. */
    void met(ThreadInfo thread) {
        if (thread.tid() > lastTid) {
            lastTid = thread.tid();
            missed();
        }
        PidNamespace namespace = thread.process.namespace;
        if (namespace != null && namespace.isRoot()) {
            learn(thread, thread.tid());
        }
    }

    /** A sentry/clone reported a new thread. */
    void cloned(ThreadInfo caller, ThreadInfo child, long flags) {
        handedOut(child.tid());
        PidNamespace from = caller.process.namespace;
        boolean process = child.process != caller.process;
        PidNamespace into = process ? forChild(caller, flags) : from;
        if (process) {
            child.process.namespace = into;
            child.process.namespaceInit = into != null && !into.hasBegun();
        }
        if (into == null || !into.isCountable() || from == null || !from.isCountable()) {
            missed();
        }
        caller.pendingNumber = 0;
        if (into != null) {
            int number = count(into);
            learn(child, into.isRoot() ? child.tid() : into.lastId());
            caller.pendingNumber = into == from ? number : from == null || from.isRoot() ? 0 : from.counted();
        }
        caller.pendingStretch = stretch;
        caller.pendingEpoch = state.epoch;
    }

    private static @Nullable PidNamespace forChild(ThreadInfo caller, long flags) {
        if ((flags & CLONE_NEWPID) != 0) {
            return inside(caller.process.namespace);
        }
        if (caller.childNamespaceUnknown) {
            return null;
        }
        return caller.childNamespace != null ? caller.childNamespace : caller.process.namespace;
    }

    private static PidNamespace inside(@Nullable PidNamespace outer) {
        int depth = 1;
        for (PidNamespace n = outer; n != null; n = n.outer) {
            depth++;
        }
        return depth > Limits.NAMESPACES ? PidNamespace.found() : PidNamespace.inside(outer);
    }

    /** Children of the thread will be in a namespace of their own. */
    void unshared(ThreadInfo thread) {
        thread.childNamespace = inside(thread.process.namespace);
        thread.childNamespaceUnknown = false;
    }

    /** Children of the thread will be in another namespace, which the stream does not identify. */
    void entered(ThreadInfo thread) {
        thread.childNamespaceUnknown = true;
    }

    /** A call returned the child's id in the caller's namespace. */
    void returned(ThreadInfo caller, @Nullable ThreadInfo child, int id) {
        if (caller.pendingEpoch != state.epoch || child == null) {
            // The exit may be another call's.
            return;
        }
        ProcessInfo process = caller.process;
        boolean elsewhere = child.process != process
                && (child.process.namespaceInit || caller.childNamespace != null || caller.childNamespaceUnknown);
        reported(process, id == child.tid());
        PidNamespace from = process.namespace;
        if (from == null) {
            return;
        }
        from.returned(id, caller.pendingNumber, caller.pendingStretch);
        if (!elsewhere) {
            child.process.namespace = from;
            learn(child, id);
        } else if (!from.isRoot()) {
            from.put(id, child);
            child.process.outerNamespace = from;
            child.process.outerPid = id;
        }
    }

    /** A call returned the process's own id. */
    void reported(ProcessInfo process, int id) {
        reported(process, id == process.pid());
        PidNamespace namespace = process.namespace;
        ThreadInfo main = process.mainThread();
        if (main != null) {
            learn(main, id);
        } else if (namespace != null) {
            process.localPid = id;
        }
    }

    /**
     * An id in the process's namespace equals, or differs from, the root id of the same thread. They are equal only in
     * the root namespace: others begin later and assign fewer ids.
     */
    private void reported(ProcessInfo process, boolean sameAsRoot) {
        PidNamespace namespace = process.namespace;
        if (namespace == null) {
            process.namespace = sameAsRoot ? root : PidNamespace.found();
        } else if (namespace.isRoot() && !sameAsRoot) {
            // It was created by an unshare that was not reported.
            process.namespace = PidNamespace.found();
            forget(process);
        } else if (!namespace.isRoot() && sameAsRoot) {
            shared(namespace);
        }
        if (namespace != process.namespace && process.namespace == root) {
            number(process);
        }
    }

    /** A container's namespace turned out to be the root's: the pod's containers share it. */
    private void shared(PidNamespace namespace) {
        boolean ofContainer = false;
        for (ContainerInfo container : state.containers.values()) {
            if (container.namespace == namespace) {
                container.namespace = root;
                ofContainer = true;
            }
        }
        if (!ofContainer) {
            return;
        }
        namespace.becomeRoot();
        for (ProcessInfo p = state.eldest(); p != null; p = p.later) {
            if (p.namespace == namespace) {
                p.namespace = root;
                number(p);
            }
        }
    }

    private static void number(ProcessInfo process) {
        process.localPid = process.pid();
        for (ThreadInfo thread : process.members) {
            thread.localTid = thread.tid();
        }
    }

    private static void forget(ProcessInfo process) {
        process.localPid = 0;
        for (ThreadInfo thread : process.members) {
            thread.localTid = 0;
        }
    }

    /** The thread was added to the tables, with the id that it took over from another thread, if any. */
    static void appeared(ThreadInfo thread) {
        PidNamespace namespace = thread.process.namespace;
        if (thread.localTid != 0 && namespace != null) {
            namespace.put(thread.localTid, thread);
        }
    }

    /** The thread was removed from the tables. The id of a leader remains the process's. */
    static void gone(ThreadInfo thread) {
        PidNamespace namespace = thread.process.namespace;
        if (namespace != null && !thread.isMain()) {
            namespace.remove(thread.localTid, thread.process);
        }
    }

    /** The process was removed from the tables. */
    static void gone(ProcessInfo process) {
        if (process.namespace != null) {
            process.namespace.remove(process.localPid, process);
        }
        if (process.outerNamespace != null) {
            process.outerNamespace.remove(process.outerPid, process);
        }
    }

    private void learn(ThreadInfo thread, int id) {
        PidNamespace namespace = thread.process.namespace;
        if (namespace == null || id <= 0 || thread.localTid == id) {
            return;
        }
        namespace.remove(thread.localTid, thread.process);
        thread.localTid = id;
        if (thread.isMain()) {
            thread.process.localPid = id;
        }
        namespace.put(id, thread);
    }

    /** The first id that is known, that is, not 0. */
    static int firstKnown(int first, int second) {
        return first != 0 ? first : second;
    }

    /** The first id that is known, that is, not 0. */
    static int firstKnown(int first, int second, int third) {
        return first != 0 ? first : firstKnown(second, third);
    }

    /** The first time that is known, that is, not 0. */
    static long firstKnown(long first, long second) {
        return first != 0 ? first : second;
    }
}
