// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.replay.rule.item.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue of an output. Alerts leave it in the order in which they came. When it is full, a new alert
 * displaces less severe ones, the newest of the least severe first; if there are none it is dropped itself. So a flood
 * of unimportant alerts cannot displace an important one. Any thread.
 */
final class AlertQueue {
    private static final int PRIORITIES = Priority.values().length;

    /** By priority; each in the order of arrival. */
    private final List<ArrayDeque<Piece>> waiting = new ArrayList<>();

    private final long mostBytes;
    private final long[] bytesOf = new long[PRIORITIES];
    private long bytes;
    private int count;
    private long wakes;
    private long arrivals;
    private boolean closed;
    private long untilNs;

    /**
     * An encoded alert.
     *
     * @param priority 0 Emergency to 7 Debug
     * @param number the order of arrival
     */
    @SuppressWarnings("ArrayRecordComponent") // never changed
    record Piece(int priority, long number, byte[] bytes) {}

    /** An empty queue, for so many bytes of encoded alerts. */
    AlertQueue(long mostBytes) {
        this.mostBytes = mostBytes;
        for (int i = 0; i < PRIORITIES; i++) {
            waiting.add(new ArrayDeque<>());
        }
    }

    /** Adds an alert, and returns how many were dropped: this one, or less severe ones that were displaced by it. */
    synchronized int offer(int priority, byte[] encoded) {
        if (closed || encoded.length > mostBytes - bytesUpTo(priority)) {
            return 1;
        }
        int dropped = 0;
        for (int least = PRIORITIES - 1; bytes + encoded.length > mostBytes; ) {
            Piece displaced = waiting.get(least).pollLast();
            if (displaced == null) {
                least--;
            } else {
                removed(displaced);
                dropped++;
            }
        }
        waiting.get(priority).add(new Piece(priority, arrivals++, encoded));
        bytesOf[priority] += encoded.length;
        bytes += encoded.length;
        count++;
        notifyAll();
        return dropped;
    }

    /** Bytes of the alerts that are at least as severe, which cannot be displaced. */
    private long bytesUpTo(int priority) {
        long sum = 0;
        for (int i = 0; i <= priority; i++) {
            sum += bytesOf[i];
        }
        return sum;
    }

    private void removed(Piece piece) {
        bytesOf[piece.priority()] -= piece.bytes().length;
        bytes -= piece.bytes().length;
        count--;
    }

    /** Waits for an alert and takes it out; null once the queue is closed, and empty or out of time. */
    synchronized @Nullable Piece take() throws InterruptedException {
        while (count == 0) {
            if (closed) {
                return null;
            }
            wait();
        }
        if (isOver()) {
            return null;
        }
        ArrayDeque<Piece> first = waiting.get(0);
        long number = Long.MAX_VALUE;
        for (ArrayDeque<Piece> each : waiting) {
            Piece head = each.peek();
            if (head != null && head.number() < number) {
                number = head.number();
                first = each;
            }
        }
        Piece taken = first.remove();
        removed(taken);
        return taken;
    }

    /** Waits for a while, until {@link #wake}, or until the queue is closed. */
    synchronized void pause(long nanoseconds) throws InterruptedException {
        long until = System.nanoTime() + nanoseconds;
        long woken = wakes;
        boolean wasClosed = closed;
        while (wakes == woken && closed == wasClosed) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** Ends a {@link #pause}. */
    synchronized void wake() {
        wakes++;
        notifyAll();
    }

    /** Accepts no more alerts; those that wait may be taken for this long. */
    synchronized void close(long nanoseconds) {
        closed = true;
        untilNs = System.nanoTime() + nanoseconds;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** True once the time after closing has passed. */
    synchronized boolean isOver() {
        return closed && System.nanoTime() - untilNs >= 0;
    }

    /** Removes all alerts; returns how many these were. */
    synchronized int clear() {
        int removed = count;
        waiting.forEach(ArrayDeque::clear);
        Arrays.fill(bytesOf, 0);
        count = 0;
        bytes = 0;
        return removed;
    }

    synchronized int count() {
        return count;
    }

    synchronized long bytes() {
        return bytes;
    }
}
