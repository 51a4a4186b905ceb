// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * The open family: open, openat and creat. The new descriptor is the result. Enter and exit read the path from the
 * workload's memory separately, so the two may differ.
 */
public final class OpenCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int PATHNAME = 6;
    private static final int FLAGS = 7;
    private static final int MODE = 8;

    OpenCall(TextPool pool) {
        super(MessageKind.OPEN, pool, FD, FD_PATH, NO_ARGUMENT_FIELDS);
    }

    /** The path as passed, or "" if the memory was unreadable. */
    public String pathname() {
        return text(PATHNAME);
    }

    /** The Linux open flags of the architecture; for creat the Sentry sends O_WRONLY, O_CREAT and O_TRUNC. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }

    /** The mode for a new file. openat has it only with O_CREAT, so it is 0 for O_TMPFILE. */
    public int mode() {
        return (int) fields.number(MODE);
    }

    /** The length of the path in bytes. */
    public int pathnameLength() {
        return fields.length(PATHNAME);
    }
}
