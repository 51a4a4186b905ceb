// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** fcntl. */
public final class FcntlCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int COMMAND = 6;
    private static final int ARGUMENT = 7;
    private static final int[] ARGUMENT_FIELDS = {FD, COMMAND, ARGUMENT};

    FcntlCall(TextPool pool) {
        super(MessageKind.FCNTL, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** The command, Linux numbers: 0 F_DUPFD, 2 F_SETFD, 1030 F_DUPFD_CLOEXEC. */
    public int command() {
        return (int) fields.number(COMMAND);
    }

    /** The third register as it is. */
    public long argument() {
        return fields.number(ARGUMENT);
    }
}
