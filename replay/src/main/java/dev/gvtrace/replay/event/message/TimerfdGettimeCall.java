// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** timerfd_gettime. The setting is stale memory at enter. */
public final class TimerfdGettimeCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int CURRENT_VALUE = 6;
    private static final int[] ARGUMENT_FIELDS = {FD};

    private final TimerSetting currentValue = new TimerSetting();

    TimerfdGettimeCall(TextPool pool) {
        super(MessageKind.TIMERFD_GETTIME, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** The setting; zeros if absent. Valid as long as this message. */
    public TimerSetting currentValue() {
        return currentValue.read(sub(CURRENT_VALUE));
    }
}
