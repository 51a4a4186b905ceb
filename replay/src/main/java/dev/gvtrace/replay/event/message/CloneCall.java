// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * clone. The result is the child's id in the caller's PID namespace; sentry/clone reports its id in the root namespace.
 */
public final class CloneCall extends Call {
    private static final int FLAGS = 4;
    private static final int STACK = 5;
    private static final int NEW_THREAD_ID = 6;
    private static final int TLS = 7;
    private static final int[] ARGUMENT_FIELDS = {FLAGS, STACK};

    CloneCall(TextPool pool) {
        super(MessageKind.CLONE, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The first register: CLONE flags with the exit signal in the low byte. */
    public long flags() {
        return fields.number(FLAGS);
    }

    /** The address of the child's stack, 0 for the caller's. */
    public long stack() {
        return fields.number(STACK);
    }

    /**
     * The value at the address that receives the child's id: stale at enter, valid at exit with CLONE_PARENT_SETTID
     * only.
     */
    public long newThreadId() {
        return fields.number(NEW_THREAD_ID);
    }

    /** The thread-local storage; on arm64 it is the address for the child's id instead. */
    public long tls() {
        return fields.number(TLS);
    }
}
