// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import org.jspecify.annotations.Nullable;

/**
 * sentry/clone: a thread or process was created by clone, clone3, fork or vfork. The context is the caller's; the child
 * has not run yet, and the caller's exit follows.
 */
public final class CloneInfo extends Message {
    private static final int THREAD_ID = 3;
    private static final int THREAD_GROUP_ID = 4;
    private static final int THREAD_START = 5;
    private static final int FLAGS = 6;

    CloneInfo(TextPool pool) {
        super(MessageKind.CLONE_INFO, pool);
    }

    /** The child's thread id, root PID namespace. */
    public int createdThreadId() {
        return (int) fields.number(THREAD_ID);
    }

    /** The child's thread group id, root PID namespace: the thread id for a new process, the caller's for a thread. */
    public int createdThreadGroupId() {
        return (int) fields.number(THREAD_GROUP_ID);
    }

    /** When the child started, ns since the epoch, sandbox clock. */
    public long createdThreadStartNs() {
        return fields.number(THREAD_START);
    }

    /**
     * The CLONE flags of Linux without the exit signal: 0 for fork, 0x4100 for vfork; clone3 may use bits 32 and 33.
     */
    public long flags() {
        return fields.number(FLAGS);
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.cloneInfo(this);
    }
}
