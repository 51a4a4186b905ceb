// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** timerfd_settime. The old setting is present at exit only. */
public final class TimerfdSettimeCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int FLAGS = 6;
    private static final int NEW_VALUE = 7;
    private static final int OLD_VALUE = 8;
    private static final int[] ARGUMENT_FIELDS = {FD, FLAGS};

    private final TimerSetting newValue = new TimerSetting();
    private final TimerSetting oldValue = new TimerSetting();

    TimerfdSettimeCall(TextPool pool) {
        super(MessageKind.TIMERFD_SETTIME, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** The flags: TFD_TIMER_ABSTIME 1. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }

    /** The new setting; zeros if absent. Valid as long as this message. */
    public TimerSetting newValue() {
        return newValue.read(sub(NEW_VALUE));
    }

    /** The old setting; zeros if absent. Valid as long as this message. */
    public TimerSetting oldValue() {
        return oldValue.read(sub(OLD_VALUE));
    }
}
