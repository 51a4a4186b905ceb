// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One process (thread group) of a sandbox. Only {@link StateBuilder} changes it. */
public final class ProcessInfo {
    private final int pid;
    /** In order of appearance, including superseded ones. */
    final List<ThreadInfo> members = new ArrayList<>(1);

    final List<ProcessInfo> offspring = new ArrayList<>(0);
    private int placeInParent;
    private @Nullable ProcessInfo parent;
    private int parentPid;

    // The sandbox's list of processes in the order they appeared.
    @Nullable
    ProcessInfo earlier;

    @Nullable
    ProcessInfo later;

    Origin origin = Origin.LATE;
    long startNs;
    Program program = Program.UNKNOWN;
    String exe = "";
    String name = "";
    List<String> arguments = List.of();
    private List<String> joinedOf = List.of();
    private String joined = "";
    private String lineOf = "";
    private @Nullable String line;

    @Nullable
    ContainerInfo container;

    int sessionId = -1;
    int processGroup;
    int localSession;
    int localGroup;
    int tty;
    long fdLimit = -1;
    boolean execSession;
    /** True once it was reported that the process is the first of an exec session. */
    boolean sessionReported;

    boolean exited;
    /** When its end was reported to its parent, ns since the epoch; 0 if that was not seen, or has no time. */
    long notifiedNs;

    int notifiedStatus;
    /** Its PID namespace; null while unknown. */
    @Nullable
    PidNamespace namespace;

    int localPid;
    /** For the first process of a namespace inside a container's: its parent's namespace, and its id there. */
    @Nullable
    PidNamespace outerNamespace;

    int outerPid;
    boolean subreaper;
    boolean namespaceInit;
    boolean noNewPrivileges;
    int epoch;
    /** Its name is not from an execve, or its start was not reported: it may run another program. */
    boolean misnamed;
    /** The state's {@code turnover} at the last unsuccessful search for the parent. */
    long parentMissedAt = -1;

    /** The leader that an execve of another thread replaced, until its own end was seen; null if there is none. */
    @Nullable
    ThreadInfo formerLeader;

    /** The thread other than the leader that made the last unproven execve: it may be the leader now. */
    int executingTid;

    ProcessInfo(int pid) {
        this.pid = pid;
    }

    /** How the process became known. */
    public enum Origin {
        /** Reported by container/start. */
        START,
        /** Reported by sentry/clone. */
        CLONE,
        /** Its first message came without a clone, and marks it as made by an exec request. */
        EXEC_SESSION,
        /** Its first message came without a clone: tracing began later, or messages were lost. */
        LATE,
        /** Listed in a snapshot. */
        PROCFS
    }

    /** The thread group id in the root PID namespace. */
    public int pid() {
        return pid;
    }

    /** The id in the process's own PID namespace, 0 while unknown. */
    public int localPid() {
        return localPid;
    }

    /** True if both are in the same PID namespace, so that their ids in it are comparable; false if that is unknown. */
    public boolean sharesPidNamespace(ProcessInfo other) {
        return namespace != null && namespace == other.namespace;
    }

    /** How it became known. Its earlier history is known only for {@code START} and {@code CLONE}. */
    public Origin origin() {
        return origin;
    }

    /** When it started, ns since the epoch; 0 if unknown. */
    public long startNs() {
        return startNs;
    }

    /** The parent; null for a container's first process, an exec session's, and where it is unknown. */
    public @Nullable ProcessInfo parent() {
        return parent;
    }

    /** The parent's id as far as reported, 0 for none or unknown; may name a process that is not in the table. */
    public int parentPid() {
        return parentPid;
    }

    /** The known living children, in no particular order. */
    public List<ProcessInfo> children() {
        return Collections.unmodifiableList(offspring);
    }

    /** The image it runs, inherited by fork, replaced by execve. */
    public Program program() {
        return program;
    }

    /** proc.exe: the path as passed to execve; for a forked child before its own execve the caller's name. */
    public String exe() {
        return exe;
    }

    /**
     * The name of its main thread, or the last name if that thread has ended. proc.name is the acting {@link
     * ThreadInfo#name}.
     */
    public String name() {
        return name;
    }

    /** proc.args: the arguments after argv[0]; empty for a forked child before its own execve. */
    public List<String> arguments() {
        return arguments;
    }

    /** The arguments joined by blanks: proc.args. Cached until the arguments change. */
    @SuppressWarnings("ReferenceEquality") // changed arguments are a new list
    public String joinedArguments() {
        if (joinedOf != arguments) {
            joined = String.join(" ", arguments);
            joinedOf = arguments;
            line = null;
        }
        return joined;
    }

    /** The name and, if there are any, a blank and the arguments: proc.cmdline. */
    public String commandLine() {
        String behind = joinedArguments();
        String whole = line;
        if (whole == null || !lineOf.equals(name)) {
            whole = arguments.isEmpty() ? name : name + ' ' + behind;
            line = whole;
            lineOf = name;
        }
        return whole;
    }

    /** The container; null while unknown. */
    public @Nullable ContainerInfo container() {
        return container;
    }

    /** The session: its leader's id in the root PID namespace, comparable with {@link #pid}; -1 if unknown. */
    public int sessionId() {
        return sessionId;
    }

    /** The process group: its leader's id in the root PID namespace; 0 if unknown. */
    public int processGroup() {
        return processGroup;
    }

    /**
     * The session's id in the process's own PID namespace: proc.sid; 0 if unknown, or if its leader is in another one.
     */
    public int localSession() {
        return namespace != null && namespace.isRoot() ? Math.max(0, sessionId) : localSession;
    }

    /** The process group's id in the process's own PID namespace: proc.vpgid; 0 as for the session. */
    public int localGroup() {
        return namespace != null && namespace.isRoot() ? processGroup : localGroup;
    }

    /** The controlling terminal's device number, 0 for none or unknown. */
    public int tty() {
        return tty;
    }

    /** The soft limit of descriptors, or -1 if unknown or infinite. */
    public long fdLimit() {
        return fdLimit;
    }

    /** True if it was created by an exec request, or descends from one that was. */
    public boolean isExecSession() {
        return execSession;
    }

    /** True once it became the parent of orphaned descendants (PR_SET_CHILD_SUBREAPER). */
    public boolean isSubreaper() {
        return subreaper;
    }

    /** True once it gave up gaining privileges (PR_SET_NO_NEW_PRIVS), or inherited that. */
    public boolean hasNoNewPrivileges() {
        return noNewPrivileges;
    }

    /** True once it ended; it stays readable as long as something refers to it. */
    public boolean exited() {
        return exited;
    }

    /** When its end was reported to its parent, ns since the epoch; 0 if it was not while it was thought to live. */
    public long notifiedNs() {
        return notifiedNs;
    }

    /** The wait status that was reported to its parent then. */
    public int notifiedStatus() {
        return notifiedStatus;
    }

    /** The living threads in the order they appeared. A snapshot. */
    public List<ThreadInfo> threads() {
        List<ThreadInfo> living = new ArrayList<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            if (!members.get(i).superseded) {
                living.add(members.get(i));
            }
        }
        return living;
    }

    /** The number of living threads. */
    public int threadCount() {
        int count = 0;
        for (int i = 0; i < members.size(); i++) {
            if (!members.get(i).superseded) {
                count++;
            }
        }
        return count;
    }

    /** The leader, or null if it ended before the others or was never seen. */
    public @Nullable ThreadInfo mainThread() {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).tid() == pid) {
                return members.get(i);
            }
        }
        return null;
    }

    /** The leader, or the oldest thread; null once the process ended. */
    public @Nullable ThreadInfo anyThread() {
        ThreadInfo any = null;
        for (int i = 0; i < members.size(); i++) {
            ThreadInfo thread = members.get(i);
            if (thread.tid() == pid) {
                return thread;
            }
            if (any == null || any.superseded && !thread.superseded) {
                any = thread;
            }
        }
        return any;
    }

    /** The size of the cached texts. */
    long madeBytes() {
        String whole = line;
        return HeapBytes.text(joined) + (whole == null ? 0 : HeapBytes.text(whole) + HeapBytes.text(lineOf));
    }

    /** Removes its program and the cached texts. */
    void forgetProgram() {
        program = Program.UNKNOWN;
        arguments = List.of();
        exe = "";
        joinedOf = arguments;
        joined = "";
        lineOf = "";
        line = null;
    }

    /** Makes the given process the parent. The caller has made sure that there is no circle. */
    void setParent(@Nullable ProcessInfo newParent, int newParentPid) {
        ProcessInfo old = parent;
        if (old != null) {
            ProcessInfo last = old.offspring.remove(old.offspring.size() - 1);
            if (last != this) {
                old.offspring.set(placeInParent, last);
                last.placeInParent = placeInParent;
            }
        }
        parent = newParent;
        parentPid = newParentPid;
        if (newParent != null) {
            placeInParent = newParent.offspring.size();
            newParent.offspring.add(this);
        }
    }
}
