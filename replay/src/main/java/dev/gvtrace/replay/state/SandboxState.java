// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything known of one sandbox (one connection). Read by everybody, changed by {@link StateBuilder} alone. */
public final class SandboxState {
    final int connection;
    final Map<Integer, ThreadInfo> threads = new LinkedHashMap<>();
    final Map<Integer, ProcessInfo> processes = new LinkedHashMap<>();
    final Map<String, ContainerInfo> containers = new LinkedHashMap<>();
    long lost;
    long firstEventNs;

    /** Makes the state of a sandbox of which nothing is known. */
    public SandboxState(int connection) {
        this.connection = connection;
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

    /** The living processes in the order they appeared. */
    public Collection<ProcessInfo> processes() {
        return Collections.unmodifiableCollection(processes.values());
    }

    /** The living threads in the order they appeared. */
    public Collection<ThreadInfo> threads() {
        return Collections.unmodifiableCollection(threads.values());
    }

    /** The containers in the order they appeared. */
    public Collection<ContainerInfo> containers() {
        return Collections.unmodifiableCollection(containers.values());
    }

    /** Messages lost so far on this connection. */
    public long lost() {
        return lost;
    }

    /** The time of the first event, for relative times; ns since the epoch. */
    public long firstEventNs() {
        return firstEventNs;
    }
}
