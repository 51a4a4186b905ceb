// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thread (task) of a sandbox. Only {@link StateBuilder} changes it. */
public final class ThreadInfo {
    private final int tid;
    /** The group it belongs to; changes only if a guess was wrong. */
    ProcessInfo process;

    long startNs;
    String name = "";
    Directories directories;
    FdTable descriptors;
    Credentials credentials = Credentials.UNKNOWN;
    int localTid;
    boolean hasMessages;
    /** True if a sentry/clone reported it. */
    boolean cloneReported;

    long cloneNs;
    /** The parent that the process got at its clone; kept only until this first thread's first message. */
    @Nullable
    ProcessInfo firstParent;

    /** An execve of another thread has apparently ended it; its own end is not reported yet. */
    boolean superseded;
    /**
     * A thread other than the leader whose messages contain only its id, as in sessions configured by Falco. Falco
     * treats such threads like forked children.
     */
    boolean bare;
    /** When its last message and the one before were received, see {@link SandboxState#clock}. */
    long lastMessageAt;

    long messageBeforeAt;
    /**
     * The last enter of a call that may release a number: when, the number, and whether it was open then.
     */
    long enteredAt;

    int enteredNumber;
    boolean enteredTaken;
    /** The child that the thread's last sentry/clone reported, until the call's exit; 0 if none. */
    int pendingChild;

    /** When that child started, to distinguish another with the same id. */
    long pendingChildStartNs;

    // Where and when that child was counted, see TaskIds.
    int pendingNumber;
    int pendingStretch;
    int pendingEpoch;

    /** The PID namespace that an unshare created for the thread's children; null for the process's own. */
    @Nullable
    PidNamespace childNamespace;

    /** True if the children are in another, unknown PID namespace. */
    boolean childNamespaceUnknown;

    ThreadInfo(int tid, ProcessInfo process, Directories directories, FdTable descriptors) {
        this.tid = tid;
        this.process = process;
        this.directories = directories;
        this.descriptors = descriptors;
    }

    /** The id in the root PID namespace. */
    public int tid() {
        return tid;
    }

    /** The id in the process's own PID namespace, 0 while unknown. */
    public int localTid() {
        return localTid;
    }

    /** The process (thread group) it belongs to. */
    public ProcessInfo process() {
        return process;
    }

    /** True if it is the leader of its thread group. */
    public boolean isMain() {
        return tid == process.pid();
    }

    /** When it started, ns since the epoch; 0 if unknown. */
    public long startNs() {
        return startNs;
    }

    /** Its comm, at most 15 bytes if the Sentry sends it: the value of proc.name; "" if unknown. */
    public String name() {
        return name;
    }

    /**
     * proc.exe: that of the process; in sessions configured by Falco, for a thread other than the leader its name, as
     * in the conformance data.
     */
    public String exe() {
        return bare ? name : process.exe();
    }

    /** proc.args: those of the process; empty where {@link #exe} is a name. */
    public List<String> arguments() {
        return bare ? List.of() : process.arguments();
    }

    /**
     * proc.pvpid: the id of the process's parent in the parent's own PID namespace, or 0 if there is none or it is
     * unknown. In sessions configured by Falco, for a thread other than the leader, the id of the process that created
     * it, which is its own.
     */
    public int parentVpid() {
        ProcessInfo parent = process.parent();
        return bare ? process.localPid() : parent == null ? 0 : parent.localPid();
    }

    /** Working and root directory, one object for all threads that share it. */
    public Directories directories() {
        return directories;
    }

    /** Its descriptors, one object for all threads and processes that share the table. */
    public FdTable descriptors() {
        return descriptors;
    }

    /** Its user and group ids. */
    public Credentials credentials() {
        return credentials;
    }

    /** True once a message came from the thread itself. */
    public boolean hasMessages() {
        return hasMessages;
    }

    /** The time of its clone, ns since the epoch; 0 if none was seen, or it has no time. */
    public long cloneNs() {
        return cloneNs;
    }

    /**
     * The living thread with the id that this thread passes to a call or gets from one: an id in its process's own PID
     * namespace. If it is that of an ended leader, another thread of that process; null if there is none or it is
     * unknown.
     */
    public @Nullable ThreadInfo named(int id) {
        PidNamespace namespace = process.namespace;
        return namespace == null || id <= 0 ? null : namespace.thread(id);
    }

    /** The open descriptor with this number. */
    public @Nullable FdInfo fd(int number) {
        return descriptors.get(number);
    }

    /** True if two start times are known and differ: one id was used for two threads or processes. */
    static boolean isAnother(long knownStart, long reportedStart) {
        return knownStart != 0 && reportedStart != 0 && knownStart != reportedStart;
    }
}
