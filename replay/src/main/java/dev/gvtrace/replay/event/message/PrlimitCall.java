// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** prlimit64. The old limit is stale memory at enter and valid only at exit. */
public final class PrlimitCall extends Call {
    private static final int PID = 4;
    private static final int RESOURCE = 5;

    private static final int NEW_LIMIT = 6;
    private static final int OLD_LIMIT = 7;
    private static final int LIMIT_CURRENT = 1;
    private static final int LIMIT_MAXIMUM = 2;
    private static final int[] ARGUMENT_FIELDS = {PID, RESOURCE};

    PrlimitCall(TextPool pool) {
        super(MessageKind.PRLIMIT, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The process, an id of the caller's PID namespace; 0 is the caller itself. */
    public int pid() {
        return (int) fields.number(PID);
    }

    /** The number of the resource; 7 is RLIMIT_NOFILE. */
    public long resource() {
        return fields.number(RESOURCE);
    }

    /** True if the new limit was given and readable. */
    public boolean hasNewLimit() {
        return fields.hasBytes(NEW_LIMIT);
    }

    /** The soft limit of the new limit, unsigned, 2^64-1 for no limit; 0 if absent. */
    public long newLimitCurrent() {
        return sub(NEW_LIMIT).number(LIMIT_CURRENT);
    }

    /** The hard limit of the new limit, unsigned; 0 if absent. */
    public long newLimitMaximum() {
        return sub(NEW_LIMIT).number(LIMIT_MAXIMUM);
    }

    /** True if the old limit was given and readable. */
    public boolean hasOldLimit() {
        return fields.hasBytes(OLD_LIMIT);
    }

    /** The soft limit of the old limit, unsigned, 2^64-1 for no limit; 0 if absent. */
    public long oldLimitCurrent() {
        return sub(OLD_LIMIT).number(LIMIT_CURRENT);
    }

    /** The hard limit of the old limit, unsigned; 0 if absent. */
    public long oldLimitMaximum() {
        return sub(OLD_LIMIT).number(LIMIT_MAXIMUM);
    }
}
