// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One process (thread group) of a sandbox. Read by everybody, changed by {@link StateBuilder} alone. */
public final class ProcessInfo {
    final int pid;
    final Map<Integer, ThreadInfo> threads = new LinkedHashMap<>();
    long startNs;

    @Nullable
    ProcessInfo parent;

    int parentPid;
    Program program = Program.UNKNOWN;
    String exe = "";
    String name = "";
    List<String> arguments = List.of();

    @Nullable
    ContainerInfo container;

    int sessionId = -1;
    int processGroup;
    int tty;
    long fdLimit = -1;
    boolean execSession;
    boolean exited;
    int localPid;

    ProcessInfo(int pid) {
        this.pid = pid;
    }

    /** The thread group id in the root PID namespace. */
    public int pid() {
        return pid;
    }

    /** The id that the process's own container sees, 0 while unknown. */
    public int localPid() {
        return localPid;
    }

    /** When it started, ns since the epoch; 0 if unknown. */
    public long startNs() {
        return startNs;
    }

    /** The parent; null for a container's first process, an exec session's, and where it is unknown. */
    public @Nullable ProcessInfo parent() {
        return parent;
    }

    /** The parent's id as far as told, 0 for none or unknown; may name a process that is not in the table. */
    public int parentPid() {
        return parentPid;
    }

    /** The image it runs, inherited over fork, replaced by execve. */
    public Program program() {
        return program;
    }

    /** proc.exe: the path as passed to execve; for a forked child before its own execve the caller's name. */
    public String exe() {
        return exe;
    }

    /** proc.name. */
    public String name() {
        return name;
    }

    /** proc.args: the arguments behind argv[0]; empty for a forked child before its own execve. */
    public List<String> arguments() {
        return arguments;
    }

    /** The container; null while unknown. */
    public @Nullable ContainerInfo container() {
        return container;
    }

    /** The session id, local to the container; -1 if unknown. */
    public int sessionId() {
        return sessionId;
    }

    /** The process group, local to the container; 0 if unknown. */
    public int processGroup() {
        return processGroup;
    }

    /** The controlling terminal's device number, 0 for none or unknown. */
    public int tty() {
        return tty;
    }

    /** The soft limit of descriptors, -1 if unknown or infinite. */
    public long fdLimit() {
        return fdLimit;
    }

    /** True if it was created by an exec request, or descends from one that was. */
    public boolean isExecSession() {
        return execSession;
    }

    /** True once it ended; it stays readable as long as something refers to it. */
    public boolean exited() {
        return exited;
    }

    /** The living threads in the order they appeared. */
    public Collection<ThreadInfo> threads() {
        return Collections.unmodifiableCollection(threads.values());
    }

    /** The leader, null if it ended before the others or was never seen. */
    public @Nullable ThreadInfo mainThread() {
        return threads.get(pid);
    }
}
