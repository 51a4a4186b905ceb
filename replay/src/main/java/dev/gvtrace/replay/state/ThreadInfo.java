// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thread (task) of a sandbox. Read by everybody, changed by {@link StateBuilder} alone. */
public final class ThreadInfo {
    private final int tid;
    /** The group it belongs to; another one only if it was guessed wrong. */
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

    /** An execve of another thread ended it, or so it seems; its own end is still to come. */
    boolean superseded;
    /**
     * A thread beside the leader whose own messages say nothing of it but its id. So they are in sessions that Falco
     * configures, and there it had no better idea of threads than of forked children.
     */
    boolean bare;
    /** When its last message came, see {@link SandboxState#clock}, and the one before. */
    long lastMessageAt;

    long messageBeforeAt;
    /**
     * When the last enter of a call came that may release a number; which, and whether that stood for something then.
     */
    long enteredAt;

    int enteredNumber;
    boolean enteredTaken;
    /** The child that the thread's last sentry/clone reported, until the call's exit; 0 if none. */
    int pendingChild;

    /** When that child began; another with its id began at another time. */
    long pendingChildStartNs;

    // Where and when that child was counted, see TaskIds.
    int pendingNumber;
    int pendingStretch;
    int pendingEpoch;

    /** The PID namespace that an unshare made for the thread's children; null for the process's own. */
    @Nullable
    PidNamespace childNamespace;

    /** True if the children's PID namespace is another one that is not known. */
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

    /** True for the leader of its thread group. */
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
     * proc.exe: that of the process; in sessions that Falco configured, of a thread beside the leader its name, as the
     * conformance data have it.
     */
    public String exe() {
        return bare ? name : process.exe();
    }

    /** proc.args: those of the process; none where {@link #exe} is a name. */
    public List<String> arguments() {
        return bare ? List.of() : process.arguments();
    }

    /**
     * proc.pvpid: the id of the process's parent in the parent's own PID namespace, 0 if there is none or it is not
     * known. In sessions that Falco configured, of a thread beside the leader the id of the process that made it, which
     * is its own.
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
     * The living thread to which the id belongs that this thread passes to a call or gets from one: an id of its
     * process's own PID namespace. Of a process whose leader ended another of its threads; null if there is none, or it
     * is not known.
     */
    public @Nullable ThreadInfo named(int id) {
        PidNamespace namespace = process.namespace;
        return namespace == null || id <= 0 ? null : namespace.thread(id);
    }

    /** The open descriptor of that number. */
    public @Nullable FdInfo fd(int number) {
        return descriptors.get(number);
    }

    /** True if two start times are known and differ: one id was given to two threads or processes. */
    static boolean isAnother(long knownStart, long reportedStart) {
        return knownStart != 0 && reportedStart != 0 && knownStart != reportedStart;
    }
}
