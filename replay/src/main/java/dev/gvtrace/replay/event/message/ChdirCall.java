// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * chdir and fchdir. The path of fchdir is garbage, the memory at the second register: read the descriptor and its path
 * instead.
 */
public final class ChdirCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int PATHNAME = 6;
    private static final int[] ARGUMENT_FIELDS = {FD};

    ChdirCall(TextPool pool) {
        super(MessageKind.CHDIR, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** The path as passed to chdir. Undefined for fchdir. */
    public String pathname() {
        return text(PATHNAME);
    }
}
