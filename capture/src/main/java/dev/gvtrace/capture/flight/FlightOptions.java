// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.flight;

import java.time.Duration;

/**
 * How much a flight recorder keeps around a trigger. Immutable.
 *
 * @param before at least so much is kept from before a trigger, at least a second
 * @param after at least so much is kept from after it
 */
public record FlightOptions(Duration before, Duration after) {
    /** A file covers this part of the time before a trigger, which bounds what is kept or held beyond it. */
    private static final int PARTS = 5;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** Times are counted in nanoseconds. */
    private static final Duration MOST = Duration.ofDays(365);

    /** Checks the ranges. */
    public FlightOptions {
        if (before.compareTo(SHORTEST) < 0 || before.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("time before a trigger " + before + ", expected 1 second to 365 days");
        }
        if (after.isNegative() || after.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("time after a trigger " + after + ", expected 0 to 365 days");
        }
    }

    /** The age at which a file is followed by the next one. */
    public Duration segment() {
        Duration part = before.dividedBy(PARTS);
        return part.compareTo(SHORTEST) < 0 ? SHORTEST : part.compareTo(LONGEST) > 0 ? LONGEST : part;
    }
}
