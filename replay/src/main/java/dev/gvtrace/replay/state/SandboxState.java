// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of one sandbox (one connection). Only {@link StateBuilder} changes it. */
public final class SandboxState {
    private final int connection;
    private final @Nullable String hostname;
    final IntMap<ThreadInfo> threads = new IntMap<>();
    final IntMap<ProcessInfo> processes = new IntMap<>();
    final Map<String, ContainerInfo> containers = new LinkedHashMap<>();
    final List<SilentThread> silent = new ArrayList<>();
    /** Processes that ended, without their ExitNotifyParent so far, if the session has that point. */
    final Deque<ProcessInfo> zombies = new ArrayDeque<>();

    private @Nullable ProcessInfo eldest;
    private @Nullable ProcessInfo youngest;
    long silentUnlisted;
    long lost;
    /** Grows with each loss. */
    int epoch;

    final Losses losses = new Losses(this);
    long firstEventNs;
    long lastEventNs;
    long forgotten;
    /** True if the Sentry's own names are used where reported, starting at the container's root. */
    boolean resolved;
    /** True once an open was seen, so that descriptors without one are reported. */
    boolean opensAreSent;
    /** The number of threads' messages so far: the clock for the order of changes. */
    long clock;
    /** Incremented with each process that appears or ends. */
    long turnover;

    /** Creates an empty state. */
    public SandboxState(int connection) {
        this(connection, null);
    }

    /** Creates an empty state with the name of the recording host (byte text). */
    public SandboxState(int connection, @Nullable Text hostname) {
        this.connection = connection;
        this.hostname = hostname == null ? null : ByteText.of(hostname);
    }

    /**
     * True if names are the paths resolved by the Sentry, where reported; those below a chroot begin with the new root,
     * those relative to a descriptor with the descriptor's path.
     */
    public boolean resolved() {
        return resolved;
    }

    /** The name of the host that recorded the connection; null if it was not recorded. */
    public @Nullable String hostname() {
        return hostname;
    }

    /** The number of the connection (file) within the replay, from 1. */
    public int connection() {
        return connection;
    }

    /** The living thread with this id, root PID namespace. */
    public @Nullable ThreadInfo thread(int tid) {
        return threads.get(tid);
    }

    /** The living process with this id, root PID namespace. */
    public @Nullable ProcessInfo process(int pid) {
        return processes.get(pid);
    }

    /** The number of living processes. */
    public int processCount() {
        return processes.size();
    }

    /** The living processes in the order they appeared. A snapshot. */
    public List<ProcessInfo> processes() {
        List<ProcessInfo> all = new ArrayList<>(processes.size());
        for (ProcessInfo p = eldest; p != null; p = p.later) {
            all.add(p);
        }
        return all;
    }

    /** The living threads, process by process in the order these appeared. A snapshot. */
    public List<ThreadInfo> threads() {
        List<ThreadInfo> all = new ArrayList<>(threads.size());
        for (ProcessInfo p = eldest; p != null; p = p.later) {
            all.addAll(p.threads());
        }
        return all;
    }

    /** The containers in the order they appeared. */
    public Collection<ContainerInfo> containers() {
        return Collections.unmodifiableCollection(containers.values());
    }

    /** The container with this id as sent by the Sentry. */
    public @Nullable ContainerInfo container(String id) {
        return containers.get(id);
    }

    /** The container with this id as recorded. */
    public @Nullable ContainerInfo container(Text id) {
        return container(ByteText.of(id));
    }

    /** The only container of a sandbox, as far as known; null if there are none or several. */
    @Nullable
    ContainerInfo onlyContainer() {
        return containers.size() == 1 ? containers.values().iterator().next() : null;
    }

    /**
     * The threads that are silent so far: first those already removed from the tables, then living ones that sent no
     * message since their reported clone, or whose container ended without a report of their own end. While the stream
     * continues, the latter may still send messages.
     */
    public List<SilentThread> silentThreads() {
        List<SilentThread> all = new ArrayList<>(silent);
        for (ProcessInfo p = eldest; p != null; p = p.later) {
            for (ThreadInfo thread : p.members) {
                if (thread.cloneReported && !thread.hasMessages || thread.hasMessages && hasEndedContainer(p)) {
                    all.add(silentThread(thread));
                }
            }
        }
        return all;
    }

    private static boolean hasEndedContainer(ProcessInfo process) {
        ContainerInfo container = process.container;
        return container != null && container.endNs != 0;
    }

    /** The number of silent threads not listed because there are too many. */
    public long silentUnlisted() {
        return silentUnlisted;
    }

    /** Messages lost so far on this connection. */
    public long lost() {
        return lost;
    }

    /**
     * The number of messages lost since the state was last certain; 0 if it is. After a loss the state is certain again
     * when every process that may be affected has ended or was confirmed ({@code gvtrace-limits(7)}).
     */
    public long lostBefore() {
        return processes.size() == 0 ? lost : losses.count();
    }

    /** The time of the first event after the last loss, ns since the epoch; 0 if there is none. */
    public long lossTimeNs() {
        return losses.timeNs();
    }

    /** True if messages were lost since the process's state was last certain. */
    public boolean isUncertain(ProcessInfo process) {
        return process.epoch != epoch;
    }

    /** True if messages were lost since the descriptor's file was last confirmed. */
    public boolean isUncertain(FdInfo fd) {
        return fd.epoch() != epoch;
    }

    /** How often parts of the state were removed because it exceeded its limits; 0 for honest sandboxes. */
    public long forgotten() {
        return forgotten;
    }

    /** The time of the first event, for relative times; ns since the epoch. */
    public long firstEventNs() {
        return firstEventNs;
    }

    /** The latest time of an event, ns since the epoch. */
    public long lastEventNs() {
        return lastEventNs;
    }

    @Nullable
    ProcessInfo eldest() {
        return eldest;
    }

    void add(ProcessInfo process) {
        turnover++;
        processes.put(process.pid(), process);
        ProcessInfo last = youngest;
        process.earlier = last;
        if (last == null) {
            eldest = process;
        } else {
            last.later = process;
        }
        youngest = process;
    }

    void remove(ProcessInfo process) {
        turnover++;
        losses.removed(process);
        processes.remove(process.pid());
        ProcessInfo before = process.earlier;
        ProcessInfo after = process.later;
        if (before == null) {
            eldest = after;
        } else {
            before.later = after;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.earlier = before;
        }
        process.earlier = null;
        process.later = null;
    }

    /** Clears the rest when there are no processes. */
    void forgetRest() {
        silentUnlisted += silent.size();
        silent.clear();
        zombies.clear();
        containers.clear();
        threads.shrink();
        processes.shrink();
    }

    SilentThread silentThread(ThreadInfo thread) {
        return new SilentThread(thread, thread.process.epoch != epoch);
    }
}
