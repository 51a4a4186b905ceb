// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import java.time.Instant;

/**
 * Wall-clock time in nanoseconds since the epoch, cheap and without allocation: the monotonic clock plus an offset that
 * {@link #adjust} sets anew. Any thread.
 */
final class WallClock {
    private volatile long offset;

    WallClock() {
        adjust();
    }

    long now() {
        return System.nanoTime() + offset;
    }

    /** Follows changes of the system's clock. To be called every second or so. */
    void adjust() {
        Instant now = Instant.now();
        offset = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
    }
}
