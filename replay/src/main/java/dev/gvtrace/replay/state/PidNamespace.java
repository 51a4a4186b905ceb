// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import org.jspecify.annotations.Nullable;

/**
 * A PID namespace: the ids of threads in it. gVisor assigns ids in ascending order up to 65536 and then again from 2;
 * those of the root namespace are all reported. As long as no thread was missed (a <em>stretch</em>, see {@link
 * TaskIds}), the next id is known by counting and confirmed by the return values of calls.
 */
final class PidNamespace {
    private static final int MAX_ID = 1 << 16;
    private static final int NOT_RETURNED = Integer.MIN_VALUE;

    /** The parent namespace; null for the root namespace, or if unknown. */
    final @Nullable PidNamespace outer;

    private final IntMap<ThreadInfo> threads;
    /** The processes of the root namespace, which may have lost their leaders. */
    private final @Nullable IntMap<ProcessInfo> processes;

    private final boolean countable;
    private boolean root;
    private boolean begun;
    /** True once it is certain that this is not the root namespace: containers of a pod may share it. */
    private boolean separate;

    private int stretch = -1;
    private int counted;
    /** The difference between ids and the count of the stretch. */
    private int offset = NOT_RETURNED;
    /** False once an id was not the next one: ids in use are skipped, and their number is unknown. */
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

    /** The root namespace: its ids are those in contexts. */
    static PidNamespace root(IntMap<ThreadInfo> threads, IntMap<ProcessInfo> processes) {
        return new PidNamespace(null, threads, processes, true, true);
    }

    /** A namespace created by a process, without its first process so far. */
    static PidNamespace inside(@Nullable PidNamespace outer) {
        PidNamespace made = ofContainer(outer);
        made.separate = true;
        return made;
    }

    /** A container's namespace, without its first process so far. */
    static PidNamespace ofContainer(@Nullable PidNamespace outer) {
        return new PidNamespace(outer, new IntMap<>(), null, false, true);
    }

    /** A namespace discovered while in use: it may have unknown members. */
    static PidNamespace found() {
        return new PidNamespace(null, new IntMap<>(), null, true, false);
    }

    boolean isRoot() {
        return root;
    }

    /** True if all members are known, so that they can be counted. */
    boolean isCountable() {
        return countable;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Its size on the heap without the threads. */
    long bytes() {
        return MemoryBudget.NAMESPACE + threads.bytes();
    }

    /** The thread with this id, or one of the process whose leader had it; null if there is none or it is unknown. */
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

    /** Removes an id of the process or one of its threads. */
    void remove(int id, ProcessInfo process) {
        if (!root) {
            ThreadInfo thread = threads.get(id);
            if (thread != null && thread.process == process) {
                threads.remove(id);
            }
        }
    }

    /** It was assumed to be a container's own namespace. */
    void becomeRoot() {
        root = true;
    }

    /** Counts a new thread. Returns its number in the stretch. */
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

    /** A call returned the id of the thread with this number in the stretch. */
    void returned(int id, int number, int during) {
        separate = true;
        if (number != 0 && during == stretch) {
            regular &= offset == NOT_RETURNED || offset == id - number;
            offset = id - number;
        }
    }
}
