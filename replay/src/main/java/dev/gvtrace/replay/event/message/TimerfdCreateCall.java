// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** timerfd_create. The new descriptor is the result. */
public final class TimerfdCreateCall extends Call {
    private static final int CLOCK_ID = 4;
    private static final int FLAGS = 5;
    private static final int[] ARGUMENT_FIELDS = {CLOCK_ID, FLAGS};

    TimerfdCreateCall(TextPool pool) {
        super(MessageKind.TIMERFD_CREATE, pool, NONE, NONE, ARGUMENT_FIELDS);
    }

    /** The clock. */
    public int clockId() {
        return (int) fields.number(CLOCK_ID);
    }

    /** The flags, such as TFD_CLOEXEC 0x80000. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }
}
