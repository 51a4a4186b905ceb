// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

/**
 * Measures how long received messages stay in memory only, where a crash would lose them. The recording thread writes,
 * any thread reads, also while the disk stalls. Times are those of {@link System#nanoTime}, because the clock may be
 * set.
 */
final class FlushDelay {
    /** Allowed on top, for a turn and for a disk that is slow but works. */
    private static final long SLACK_NS = 500_000_000;

    private final long mostNs;
    /** Everything received until then is written. */
    private volatile long writtenUntilNs;

    private volatile boolean pending;
    private volatile long longestNs;

    FlushDelay(long flushEveryNs, long nowNs) {
        mostNs = flushEveryNs + SLACK_NS;
        writtenUntilNs = nowNs;
    }

    /** Recording thread: something received may not be written. */
    void markPending() {
        if (!pending) {
            pending = true;
        }
    }

    /** Recording thread: everything received until then is written, or counted as lost. */
    void written(long untilNs, long nowNs) {
        if (pending) {
            noteLongest(nowNs);
            pending = false;
        }
        writtenUntilNs = untilNs;
    }

    /**
     * For how long something has been in memory only, if that is longer than allowed; 0 otherwise.
     *
     * @param more whether more is pending than the recording thread has marked
     */
    long lateNs(long nowNs, boolean more) {
        if (!pending && !more) {
            return 0;
        }
        noteLongest(nowNs);
        long age = nowNs - writtenUntilNs;
        return age > mostNs ? age : 0;
    }

    private synchronized void noteLongest(long nowNs) {
        longestNs = Math.max(longestNs, nowNs - writtenUntilNs);
    }

    /** The longest such time so far; 0 if there was none. */
    long longestNs() {
        return longestNs > mostNs ? longestNs : 0;
    }
}
