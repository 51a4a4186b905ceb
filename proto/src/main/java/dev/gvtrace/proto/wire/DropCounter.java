// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

/**
 * Follows the dropped counts of one connection's packets and counts how many messages were lost. A new connection
 * begins at 0 and needs a counter of its own. Not thread-safe.
 *
 * <p>The Sentry's counter has 32 bits and wraps around. A message carries the count of the moment in which it was made
 * and may be sent late, so counts step back a little. Both are distinguished by the signed difference to the greatest
 * count so far: up to 2^31-1 ahead is a loss, anything else is an old message. The Sentry is not trusted: a count may
 * be false, and costs nothing but a wrong total.
 */
public final class DropCounter {
    private int last;
    private long total;

    /** Makes a counter for a new connection. */
    public DropCounter() {}

    /** Takes the dropped count of the next packet. Returns how many more messages were lost, 0 if none. */
    public int observe(int droppedCount) {
        int ahead = droppedCount - last;
        if (ahead <= 0) {
            return 0;
        }
        last = droppedCount;
        // Only a hostile sender comes here: four thousand million packets, each claiming the greatest loss.
        total = Math.min(total, Long.MAX_VALUE - ahead) + ahead;
        return ahead;
    }

    /** How many messages were lost up to now. */
    public long total() {
        return total;
    }
}
