// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** chroot. */
public final class ChrootCall extends Call {
    private static final int PATHNAME = 4;

    ChrootCall(TextPool pool) {
        super(MessageKind.CHROOT, pool, NONE, NONE, NO_ARGUMENT_FIELDS);
    }

    /** The path as passed. */
    public String pathname() {
        return text(PATHNAME);
    }
}
