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

/** Everything known of one sandbox (one connection). Read by everybody, changed by {@link StateBuilder} alone. */
public final class SandboxState {
    private final int connection;
    private final @Nullable String hostname;
    final IntMap<ThreadInfo> threads = new IntMap<>();
    final IntMap<ProcessInfo> processes = new IntMap<>();
    final Map<String, ContainerInfo> containers = new LinkedHashMap<>();
    final List<SilentThread> silent = new ArrayList<>();
    /** Processes that ended and whose ExitNotifyParent is still to come, if the session has it. */
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
    /** True if names are the Sentry's own where it reported them, and begin at the container's root. */
    boolean resolved;
    /** True once an open was seen: so descriptors that appear without one are worth a word. */
    boolean opensAreSent;
    /** Messages of threads so far: the time in which what was first and what was later is reported. */
    long clock;
    /** Grows with each process that comes or goes. */
    long turnover;

    /** Makes the state of a sandbox of which nothing is known. */
    public SandboxState(int connection) {
        this(connection, null);
    }

    /** Makes the state of a sandbox of which nothing is known but the name of the host that recorded it (byte text). */
    public SandboxState(int connection, @Nullable Text hostname) {
        this.connection = connection;
        this.hostname = hostname == null ? null : ByteText.of(hostname);
    }

    /**
     * True if names are the paths to which the Sentry resolved them, where reported, those below a chroot with the new
     * root in front, those relative to a descriptor with the descriptor's path.
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

    /** The living thread of that id, root PID namespace. */
    public @Nullable ThreadInfo thread(int tid) {
        return threads.get(tid);
    }

    /** The living process of that id, root PID namespace. */
    public @Nullable ProcessInfo process(int pid) {
        return processes.get(pid);
    }

    /** How many processes live. */
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

    /** The container of that id as the Sentry sends it. */
    public @Nullable ContainerInfo container(String id) {
        return containers.get(id);
    }

    /** The same by its id as recorded. */
    public @Nullable ContainerInfo container(Text id) {
        return container(ByteText.of(id));
    }

    /** The container of a sandbox that has but one, as far as known; null if there are none or several. */
    @Nullable
    ContainerInfo onlyContainer() {
        return containers.size() == 1 ? containers.values().iterator().next() : null;
    }

    /**
     * The threads that are silent so far: those that left the tables so, then those alive whose clone was reported and
     * that sent no message yet, or whose container ended while their own end was not reported. While the stream
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

    /** Silent threads that are not listed, as there are too many. */
    public long silentUnlisted() {
        return silentUnlisted;
    }

    /** Messages lost so far on this connection. */
    public long lost() {
        return lost;
    }

    /**
     * How many messages were lost since the state was last certain; 0 if it is. After a loss the state is certain again
     * when every process that it may concern has ended or was confirmed ({@code gvtrace-limits(7)}).
     */
    public long lostBefore() {
        return processes.size() == 0 ? lost : losses.count();
    }

    /** The time of the first event behind the last loss, ns since the epoch; 0 if there is none. */
    public long lossTimeNs() {
        return losses.timeNs();
    }

    /** True if messages were lost after what is known of the process was last certain. */
    public boolean isUncertain(ProcessInfo process) {
        return process.epoch != epoch;
    }

    /** True if messages were lost after the last confirmation of what the descriptor stands for. */
    public boolean isUncertain(FdInfo fd) {
        return fd.epoch() != epoch;
    }

    /** How often something had to be forgotten because the sandbox's state grew beyond its limits; 0 in honest ones. */
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

    /** Forgets what is left when no process is. */
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
