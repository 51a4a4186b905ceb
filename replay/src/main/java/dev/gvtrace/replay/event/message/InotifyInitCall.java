// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** inotify_init and inotify_init1. The new descriptor is the result. */
public final class InotifyInitCall extends Call {
    private static final int FLAGS = 4;
    private static final int[] ARGUMENT_FIELDS = {FLAGS};

    InotifyInitCall(TextPool pool) {
        super(MessageKind.INOTIFY_INIT, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The flags of inotify_init1; 0 for inotify_init. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }
}
