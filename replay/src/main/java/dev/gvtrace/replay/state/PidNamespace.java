// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import org.jspecify.annotations.Nullable;

/**
 * A PID namespace: who has which id in it. gVisor hands ids out one after the other, to 65536 and then again from 2 on,
 * and of the root namespace all are reported. So as long as no thread was missed (a <em>stretch</em>, see {@link
 * TaskIds}), counting shows which id comes next; what calls return confirms it.
 */
final class PidNamespace {
    private static final int MAX_ID = 1 << 16;
    private static final int NOT_RETURNED = Integer.MIN_VALUE;

    /** The one around it; null for the root's, and where it is not known. */
    final @Nullable PidNamespace outer;

    private final IntMap<ThreadInfo> threads;
    /** The root's processes, which may have lost their leading threads. */
    private final @Nullable IntMap<ProcessInfo> processes;

    private final boolean countable;
    private boolean root;
    private boolean begun;
    /** True once it is certain that ids in it are not the root's: containers of a pod may share the root namespace. */
    private boolean separate;

    private int stretch = -1;
    private int counted;
    /** By how much ids and the count of the stretch differ. */
    private int offset = NOT_RETURNED;
    /** False once an id was not the next one: used ones are passed over, and how many is unknown. */
    private boolean regular = true;

    private PidNamespace(
            @Nullable PidNamespace outer,
            IntMap<ThreadInfo> threads,
            @Nullable IntMap<ProcessInfo> processes,
            boolean begun,
            boolean countable) {
        this.outer = outer;
        this.threads = threads;
        this.processes = processes;
        this.root = processes != null;
        this.begun = begun;
        this.countable = countable;
    }

    /** The root's: its ids are those that contexts have. */
    static PidNamespace root(IntMap<ThreadInfo> threads, IntMap<ProcessInfo> processes) {
        return new PidNamespace(null, threads, processes, true, true);
    }

    /** One that a process made, whose first process is still to come. */
    static PidNamespace inside(@Nullable PidNamespace outer) {
        PidNamespace made = ofContainer(outer);
        made.separate = true;
        return made;
    }

    /** A container's, whose first process is still to come. */
    static PidNamespace ofContainer(@Nullable PidNamespace outer) {
        return new PidNamespace(outer, new IntMap<>(), null, false, true);
    }

    /** One that shows itself when it is in use already: it may have members that are not known to be its. */
    static PidNamespace found() {
        return new PidNamespace(null, new IntMap<>(), null, true, false);
    }

    boolean isRoot() {
        return root;
    }

    /** True if all members are known to be its, so that they can be counted. */
    boolean isCountable() {
        return countable;
    }

    boolean hasBegun() {
        return begun;
    }

    /** What it takes on the heap without the threads. */
    long bytes() {
        return MemoryBudget.NAMESPACE + threads.bytes();
    }

    /** The thread of that id, or one of the process whose leader it was; null if there is none, or it is not known. */
    @Nullable
    ThreadInfo thread(int id) {
        ThreadInfo thread = threads.get(id);
        ProcessInfo process = thread == null && processes != null ? processes.get(id) : null;
        return process == null ? thread : process.anyThread();
    }

    void put(int id, ThreadInfo thread) {
        if (!root) {
            threads.put(id, thread);
        }
    }

    /** Takes out an id that the process, or a thread of it, has had. */
    void remove(int id, ProcessInfo process) {
        if (!root) {
            ThreadInfo thread = threads.get(id);
            if (thread != null && thread.process == process) {
                threads.remove(id);
            }
        }
    }

    /** It was taken for a container's own. */
    void becomeRoot() {
        root = true;
    }

    /** Counts a new thread. Returns its number within the stretch. */
    int count(int now) {
        if (stretch != now) {
            stretch = now;
            counted = 0;
            offset = NOT_RETURNED;
        }
        counted++;
        if (!begun) {
            begun = true;
            offset = 1 - counted;
        }
        return counted;
    }

    /** The number of the thread that was counted last. */
    int counted() {
        return counted;
    }

    /** The id of the thread that was counted last; 0 if it cannot be known yet. */
    int lastId() {
        int id = offset + counted;
        return offset != NOT_RETURNED && regular && (separate || id == 1) && id <= MAX_ID ? id : 0;
    }

    /** A call returned the id of the thread of that number within that stretch. */
    void returned(int id, int number, int during) {
        separate = true;
        if (number != 0 && during == stretch) {
            regular &= offset == NOT_RETURNED || offset == id - number;
            offset = id - number;
        }
    }
}
