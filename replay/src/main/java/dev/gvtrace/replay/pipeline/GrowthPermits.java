// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import java.util.BitSet;

/**
 * Bounds the total memory of concurrent replays without removing state: only a few may have a large state at a time;
 * others wait before theirs becomes large. The first unfinished job never waits, because later ones may wait for its
 * output ({@link OrderedJobs}). Thread-safe.
 */
public final class GrowthPermits {
    /** The size of a state that needs no permit. */
    private static final long FIRST_BYTES = 4 << 20;
    /** The memory of a replay except its state: blocks, texts, held messages, buffered output. */
    private static final long BESIDE_BYTES = 20 << 20;
    /** The memory of a large state, including the objects of a message being applied. */
    private static final long LARGE_BYTES = 80L << 20;

    private static final long BYTES_AT_ONCE = 48L << 20;

    private final BitSet ended = new BitSet();
    private final BitSet large = new BitSet();
    private final int atOnce;
    private final int most;

    /** Permits for this many replays at once on a heap of that size. */
    public GrowthPermits(int atOnce, long heapBytes) {
        this.atOnce = atOnce;
        long left = heapBytes / 4 * 3 - atOnce * (FIRST_BYTES + BESIDE_BYTES);
        most = (int) Math.max(1, left / LARGE_BYTES);
    }

    /** How many of some traces to replay at a time on at most this many threads, as a heap has room for. At least 1. */
    public static int replaysAtOnce(int traces, int threads, long heapBytes) {
        long room = Math.max(1, heapBytes / BYTES_AT_ONCE);
        return (int) Math.max(1, Math.min(room, Math.min(traces, threads)));
    }

    /** The number of concurrent replays of these permits. */
    public int atOnce() {
        return atOnce;
    }

    /** The action for the state of the job with this number, from 0, before it grows large. */
    public Growth of(int job) {
        return new Growth(FIRST_BYTES, () -> await(job));
    }

    private synchronized void await(int job) {
        boolean interrupted = false;
        // one permit is always kept for the first unfinished job
        while (job != ended.nextClearBit(0) && large.cardinality() >= most - (hasFirst() ? 0 : 1)) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        large.set(job);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasFirst() {
        return large.get(ended.nextClearBit(0));
    }

    /** The job has ended, successfully or not. */
    public synchronized void ended(int job) {
        ended.set(job);
        large.clear(job);
        notifyAll();
    }
}
