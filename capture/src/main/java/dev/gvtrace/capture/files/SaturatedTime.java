// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import java.time.Duration;
import java.time.Instant;

/** Times in nanoseconds that saturate at the limits of 64 bits, the years 1677 and 2262; file times may be beyond. */
final class SaturatedTime {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private SaturatedTime() {}

    static long nanos(Duration duration) {
        return nanos(duration.getSeconds(), duration.getNano());
    }

    /** Since the epoch. */
    static long nanos(Instant instant) {
        return nanos(instant.getEpochSecond(), instant.getNano());
    }

    private static long nanos(long seconds, int nanos) {
        long most = Long.MAX_VALUE / NS_PER_SECOND - 1;
        if (seconds > most) {
            return Long.MAX_VALUE;
        }
        return seconds < -most ? Long.MIN_VALUE : seconds * NS_PER_SECOND + nanos;
    }

    static long minus(long from, long what) {
        long difference = from - what;
        boolean overflown = ((from ^ what) & (from ^ difference)) < 0;
        return overflown ? (from < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : difference;
    }
}
