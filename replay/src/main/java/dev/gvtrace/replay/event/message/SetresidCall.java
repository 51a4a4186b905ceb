// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** setresuid and setresgid; an id of -1 (0xffffffff) leaves the value unchanged. */
public final class SetresidCall extends Call {
    private static final int REAL_ID = 4;
    private static final int EFFECTIVE_ID = 5;
    private static final int SAVED_ID = 6;
    private static final int[] ARGUMENT_FIELDS = {REAL_ID, EFFECTIVE_ID, SAVED_ID};

    SetresidCall(TextPool pool) {
        super(MessageKind.SETRESID, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The real id, unsigned 32 bits. */
    public int realId() {
        return (int) fields.number(REAL_ID);
    }

    /** The effective id, unsigned 32 bits. */
    public int effectiveId() {
        return (int) fields.number(EFFECTIVE_ID);
    }

    /** The saved id, unsigned 32 bits. */
    public int savedId() {
        return (int) fields.number(SAVED_ID);
    }
}
