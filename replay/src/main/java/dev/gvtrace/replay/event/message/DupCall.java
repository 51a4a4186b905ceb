// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** dup, dup2 and dup3. The resulting descriptor is the result; the path is the old descriptor's. */
public final class DupCall extends Call {
    private static final int FD = 4;
    private static final int NEW_FD = 5;
    private static final int FD_PATH = 6;
    private static final int FLAGS = 7;
    private static final int[] ARGUMENT_FIELDS = {FD, NEW_FD, FLAGS};

    DupCall(TextPool pool) {
        super(MessageKind.DUP, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** The descriptor that is copied, the same as {@link #fd}. */
    public int oldFd() {
        return (int) fields.number(FD);
    }

    /** The requested descriptor; 0 for dup. */
    public int newFd() {
        return (int) fields.number(NEW_FD);
    }

    /** The flags of dup3: O_CLOEXEC or 0. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }
}
