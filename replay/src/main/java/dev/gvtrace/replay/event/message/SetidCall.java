// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** setuid, setgid and setsid. */
public final class SetidCall extends Call {
    private static final int ID = 4;
    private static final int[] ARGUMENT_FIELDS = {ID};

    SetidCall(TextPool pool) {
        super(MessageKind.SETID, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /**
     * The user or group id, unsigned 32 bits; 0 for setsid, whose result is the new session id in the caller's PID
     * namespace.
     */
    public int id() {
        return (int) fields.number(ID);
    }
}
