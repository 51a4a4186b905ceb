// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** timerfd_create. The new descriptor is the result. */
public final class TimerfdCreateCall extends Call {
    private static final int CLOCK_ID = 4;
    private static final int FLAGS = 5;

    TimerfdCreateCall(TextPool pool) {
        super(MessageKind.TIMERFD_CREATE, pool, NONE, NONE);
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
