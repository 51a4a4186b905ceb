// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** A system call without a schema: its number and registers. Values after pointers are unknown. */
public final class RawCall extends Call implements ExecAttempt {
    /** The maximum number of arguments of a call. */
    public static final int ARGUMENTS = 6;

    private static final int[] ARGUMENT_FIELDS = {5, 6, 7, 8, 9, 10};

    RawCall(TextPool pool) {
        super(MessageKind.RAW, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    // Only the vector's address is known: the second argument of execve, the third of execveat.
    @Override
    public boolean hasArgumentsOf(Message other) {
        return other instanceof RawCall attempt
                && systemCall().equals(attempt.systemCall())
                && argument(1) == attempt.argument(1)
                && argument(2) == attempt.argument(2);
    }
}
