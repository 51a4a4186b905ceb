// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** inotify_rm_watch. */
public final class InotifyRmWatchCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int WATCH = 6;
    private static final int[] ARGUMENT_FIELDS = {FD};

    InotifyRmWatchCall(TextPool pool) {
        super(MessageKind.INOTIFY_RM_WATCH, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** Garbage: the Sentry reads the number of the watch from the wrong register. */
    public int watch() {
        return (int) fields.number(WATCH);
    }
}
