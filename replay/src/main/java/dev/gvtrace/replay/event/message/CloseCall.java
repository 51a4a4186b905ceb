// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * close. Every error but EBADF has closed the descriptor. The path at exit only shows that the descriptor no longer
 * exists; the descriptor's own path is that at enter.
 */
public final class CloseCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int[] ARGUMENT_FIELDS = {FD};

    CloseCall(TextPool pool) {
        super(MessageKind.CLOSE, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }
}
