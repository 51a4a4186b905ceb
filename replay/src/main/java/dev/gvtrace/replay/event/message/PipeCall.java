// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** pipe and pipe2. The two descriptors are present at a successful exit only. */
public final class PipeCall extends Call {
    private static final int FLAGS = 4;
    private static final int READER = 5;
    private static final int WRITER = 6;
    private static final int[] ARGUMENT_FIELDS = {NONE, FLAGS};

    PipeCall(TextPool pool) {
        super(MessageKind.PIPE, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The flags of pipe2, such as O_CLOEXEC; 0 for pipe. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }

    /** The descriptor to read from. */
    public int reader() {
        return (int) fields.number(READER);
    }

    /** The descriptor to write to. */
    public int writer() {
        return (int) fields.number(WRITER);
    }
}
