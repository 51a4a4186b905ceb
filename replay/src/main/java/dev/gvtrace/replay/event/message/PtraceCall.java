// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** ptrace. */
public final class PtraceCall extends Call {
    private static final int REQUEST = 4;
    private static final int PID = 5;
    private static final int[] ARGUMENT_FIELDS = {REQUEST, PID};

    PtraceCall(TextPool pool) {
        super(MessageKind.PTRACE, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The request, Linux numbers. */
    public long request() {
        return fields.number(REQUEST);
    }

    /** The thread it is about, an id of the caller's PID namespace. */
    public int pid() {
        return (int) fields.number(PID);
    }
}
