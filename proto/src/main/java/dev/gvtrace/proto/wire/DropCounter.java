// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

/**
 * Counts the lost messages of one connection from the dropped counts in its packets. A new connection begins at 0 and
 * needs a counter of its own. Not thread-safe.
 *
 * <p>The Sentry's counter has 32 bits and wraps around. A message carries the count at the time when it was created and
 * may be sent late, so counts can go back a little. The signed difference to the greatest count so far distinguishes
 * the two: up to 2^31-1 ahead is a loss, anything else is an old message. The Sentry is not trusted; the only effect of
 * a false count is a wrong total.
 */
public final class DropCounter {
    private int last;
    private long total;

    /** Creates a counter for a new connection. */
    public DropCounter() {}

    /**
     * A counter for a connection of which another counter has taken the packets so far.
     *
     * @param last its {@link #last}
     * @param total its {@link #total}
     */
    public static DropCounter continued(int last, long total) {
        DropCounter counter = new DropCounter();
        counter.last = last;
        counter.total = total;
        return counter;
    }

    /** Takes the dropped count of the next packet. Returns how many messages were lost since the last packet. */
    public int observe(int droppedCount) {
        int ahead = droppedCount - last;
        if (ahead <= 0) {
            return 0;
        }
        last = droppedCount;
        // Only a hostile sender reaches this: four billion packets, each claiming the greatest loss.
        total = Math.min(total, Long.MAX_VALUE - ahead) + ahead;
        return ahead;
    }

    /** The greatest count so far in a packet, of 32 bits without sign. */
    public int last() {
        return last;
    }

    /** How many messages have been lost so far. */
    public long total() {
        return total;
    }
}
