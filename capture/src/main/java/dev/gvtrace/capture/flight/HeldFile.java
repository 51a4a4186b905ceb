// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.flight;

import java.nio.file.Path;

/** A file of a recording that is neither kept for good nor let go. Guarded by the flight recorder. */
final class HeldFile {
    /** Times are those of a monotonic clock, in nanoseconds. */
    static final long OPEN = Long.MAX_VALUE;

    private final int segment;
    private final Path path;
    private final long beganTick;
    private final long beganNs;
    private long endedTick = OPEN;
    private boolean going;

    HeldFile(int segment, Path path, long beganTick, long beganNs) {
        this.segment = segment;
        this.path = path;
        this.beganTick = beganTick;
        this.beganNs = beganNs;
    }

    int segment() {
        return segment;
    }

    Path path() {
        return path;
    }

    long beganTick() {
        return beganTick;
    }

    /** By the wall clock, nanoseconds since the epoch. */
    long beganNs() {
        return beganNs;
    }

    boolean isOpen() {
        return endedTick == OPEN;
    }

    void end(long tick) {
        endedTick = tick;
    }

    /** Whether it has messages from after this time, or may get some. */
    boolean reaches(long tick) {
        return isOpen() || endedTick - tick >= 0;
    }

    /** Whether it is being let go, so that a trigger cannot keep it any more. */
    boolean isGoing() {
        return going;
    }

    void going(boolean now) {
        going = now;
    }
}
