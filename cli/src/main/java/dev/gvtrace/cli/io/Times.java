// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.replay.event.TimeText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times for users and scripts: UTC, RFC 3339, nanoseconds. */
public final class Times {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private Times() {}

    /** The time of this many nanoseconds since the epoch; null for 0, which means unknown. */
    public static @Nullable String rfc3339(long ns) {
        return ns == 0 ? null : TimeText.rfc3339(ns);
    }

    /** The same of a time; null for null. */
    public static @Nullable String rfc3339(@Nullable Instant time) {
        return time == null ? null : TimeText.rfc3339(ns(time));
    }

    /** Nanoseconds since the epoch. */
    public static long ns(Instant time) {
        return time.getEpochSecond() * NS_PER_SECOND + time.getNano();
    }

    /** Now, nanoseconds since the epoch. */
    public static long now() {
        return ns(Instant.now());
    }
}
