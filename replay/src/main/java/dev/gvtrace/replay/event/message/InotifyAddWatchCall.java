// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** inotify_add_watch. The number of the watch is the result. */
public final class InotifyAddWatchCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int PATHNAME = 6;
    private static final int MASK = 7;
    private static final int[] ARGUMENT_FIELDS = {FD, NONE, MASK};

    InotifyAddWatchCall(TextPool pool) {
        super(MessageKind.INOTIFY_ADD_WATCH, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** The path as passed. */
    public String pathname() {
        return text(PATHNAME);
    }

    /** The mask of events, unsigned 32 bits. */
    public int mask() {
        return (int) fields.number(MASK);
    }
}
