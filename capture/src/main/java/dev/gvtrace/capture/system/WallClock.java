// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Wall-clock time in nanoseconds since the epoch, cheap and without allocation: the monotonic clock plus an offset that
 * {@link #adjust} updates. Any thread. <p>Linux slews both clocks alike, so the offset changes only in steps: when the
 * clock is set, or when the host was suspended, during which the monotonic clock stops.
 */
public final class WallClock {
    /** Smaller steps may come from the thread being preempted between two readings. */
    private static final long STEP_NS = 10_000_000;
    /** A reading that took longer is repeated. */
    private static final long QUICK_NS = 100_000;

    private static final int READINGS = 20;

    private final InstantSource system;
    private final LongSupplier monotonic;
    private volatile long offset;

    /** The clock of this host. */
    public WallClock() {
        this(Instant::now, System::nanoTime);
    }

    WallClock(InstantSource system, LongSupplier monotonic) {
        this.system = system;
        this.monotonic = monotonic;
        offset = read(Long.MAX_VALUE);
    }

    /** Nanoseconds since the epoch. */
    public long now() {
        return monotonic.getAsLong() + offset;
    }

    /**
     * Follows changes of the system's clock. To be called about once a second, by one thread at a time.
     *
     * @return by how much it was set forward, or back if negative, in nanoseconds; 0 if it was not
     */
    public long adjust() {
        long before = offset;
        long after = read(STEP_NS);
        if (after == Long.MIN_VALUE) {
            return 0;
        }
        offset = after;
        long step = after - before;
        return Math.abs(step) >= STEP_NS ? step : 0;
    }

    /** The offset, as exact as possible; MIN_VALUE if no reading took less time than this. */
    private long read(long mostNs) {
        long best = Long.MIN_VALUE;
        long shortest = mostNs;
        for (int i = 0; i < READINGS && shortest > QUICK_NS; i++) {
            long from = monotonic.getAsLong();
            Instant now = system.instant();
            long took = monotonic.getAsLong() - from;
            if (took < shortest || best == Long.MIN_VALUE && took <= mostNs) {
                shortest = took;
                best = now.getEpochSecond() * 1_000_000_000L + now.getNano() - (from + took / 2);
            }
        }
        return best;
    }
}
