// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

/**
 * Watches how long what a connection sent stays in memory only, where a crash would lose it: written by who records, also while
 * a disk lets that wait, asked by any thread. Times are those of {@link System#nanoTime}, as somebody may set the clock.
 */
final class FlushDelay {
    /** A turn, and a disk that is slow but works, take some time too. */
    private static final long SLACK_NS = 500_000_000;

    private final long mostNs;
    /** What had been received by then is written. */
    private volatile long writtenUntilNs;

    private volatile boolean pending;
    private volatile long longestNs;

    FlushDelay(long flushEveryNs, long nowNs) {
        mostNs = flushEveryNs + SLACK_NS;
        writtenUntilNs = nowNs;
    }

    /** Who records: something received may not be written. */
    void markPending() {
        if (!pending) {
            pending = true;
        }
    }

    /** Who records: all is written, or counted as lost, that was received until then. */
    void written(long untilNs, long nowNs) {
        if (pending) {
            noteLongest(nowNs);
            pending = false;
        }
        writtenUntilNs = untilNs;
    }

    /**
     * How long something has been waiting beyond what is allowed; 0 if nothing has.
     *
     * @param more whether more waits than who records knows of
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

    /** The longest wait so far that was beyond what is allowed; 0 if none was. */
    long longestNs() {
        return longestNs > mostNs ? longestNs : 0;
    }
}
