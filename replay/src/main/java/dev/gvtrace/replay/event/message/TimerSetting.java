// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.stream.FieldTable;

/** The setting of a timer: seconds and nanoseconds as sent. Valid as long as its message. */
public final class TimerSetting {
    private static final int INTERVAL = 1;
    private static final int VALUE = 2;

    private final FieldTable timespec = new FieldTable();
    private long intervalSeconds;
    private long intervalNanos;
    private long valueSeconds;
    private long valueNanos;

    TimerSetting() {}

    TimerSetting read(FieldTable fields) {
        timespec.scan(fields.buffer(), fields.offset(INTERVAL), fields.length(INTERVAL));
        intervalSeconds = timespec.number(1);
        intervalNanos = timespec.number(2);
        timespec.scan(fields.buffer(), fields.offset(VALUE), fields.length(VALUE));
        valueSeconds = timespec.number(1);
        valueNanos = timespec.number(2);
        return this;
    }

    /** The seconds between two expirations; 0 for a timer that expires once. */
    public long intervalSeconds() {
        return intervalSeconds;
    }

    /** The nanoseconds in addition to {@link #intervalSeconds}. */
    public long intervalNanos() {
        return intervalNanos;
    }

    /** The seconds to the first expiration. */
    public long valueSeconds() {
        return valueSeconds;
    }

    /** The nanoseconds in addition to {@link #valueSeconds}. */
    public long valueNanos() {
        return valueNanos;
    }
}
