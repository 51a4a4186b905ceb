// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import org.jspecify.annotations.Nullable;

/**
 * A thread whose expected messages are missing: its clone was reported but it never sent a message, or it stopped
 * sending before its container ended. Its messages may have contained bytes that the Sentry cannot send
 * (gvisor-semantics 5.13). Immutable.
 */
public final class SilentThread {
    private final ThreadInfo thread;
    private final int parentPid;
    private final boolean hasMessages;
    private final boolean uncertain;

    SilentThread(ThreadInfo thread, boolean uncertain) {
        this.thread = thread;
        ProcessInfo parent = parent(thread);
        this.parentPid = parent != null ? parent.pid() : thread.process.parentPid();
        this.hasMessages = thread.hasMessages;
        this.uncertain = uncertain;
    }

    private static @Nullable ProcessInfo parent(ThreadInfo thread) {
        ProcessInfo first = thread.firstParent;
        return first != null ? first : thread.process.parent();
    }

    ThreadInfo thread() {
        return thread;
    }

    /** The thread's id, root PID namespace. */
    public int tid() {
        return thread.tid();
    }

    /** The process's id; the thread's own if the whole process is silent. */
    public int pid() {
        return thread.process.pid();
    }

    /** The id of its parent at its clone, otherwise of its last parent; 0 if unknown. */
    public int parentPid() {
        return parentPid;
    }

    /** The time of its clone, ns since the epoch; 0 if no clone was seen. */
    public long timeNs() {
        return thread.cloneNs;
    }

    /** False if it never sent a message except ExitNotifyParent; true if it stopped later. */
    public boolean hasMessages() {
        return hasMessages;
    }

    /** True if messages of the connection were lost after the clone: its own may be among them. */
    public boolean uncertain() {
        return uncertain;
    }

    @Override
    public String toString() {
        return "silent thread " + tid() + " of process " + pid();
    }
}
