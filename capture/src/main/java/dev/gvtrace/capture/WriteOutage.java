// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.trace.Gap;
import org.jspecify.annotations.Nullable;

/**
 * A period in which a recording cannot be written: cause, start, and number of missing messages. One thread at a
 * time.
 */
final class WriteOutage {
    private static final long RETRY_NS = 1_000_000_000L;

    private @Nullable String cause;
    private long sinceNs;
    private long retryNs;
    private long missing;

    boolean isOn() {
        return cause != null;
    }

    /**
     * It begins, or continues with another cause.
     *
     * @param lastNs time until which everything was taken
     * @param tickNs now, by {@link System#nanoTime}, because the clock may be set
     */
    void begin(String why, long lastNs, long tickNs) {
        if (!isOn()) {
            sinceNs = lastNs;
        }
        cause = why;
        retryNs = tickNs + RETRY_NS;
    }

    void count(long messages) {
        missing += messages;
    }

    /** Messages that were not written and are not in a gap yet. */
    long missing() {
        return missing;
    }

    String cause() {
        return String.valueOf(cause);
    }

    /** True once a second, by {@link System#nanoTime}. */
    boolean retryIsDue(long tickNs) {
        if (tickNs - retryNs < 0) {
            return false;
        }
        retryNs = tickNs + RETRY_NS;
        return true;
    }

    /** The gap for the messages missing up to now. */
    Gap gap(long nowNs) {
        return new Gap(sinceNs, nowNs, missing, "not written: " + cause);
    }

    /** The gap was written: counting starts again. */
    void reported(long nowNs) {
        missing = 0;
        sinceNs = nowNs;
    }

    void end() {
        cause = null;
    }
}
