// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.table.Moment;
import org.jspecify.annotations.Nullable;

/**
 * How a trace is replayed.
 *
 * @param from events before it only build state; null for the beginning
 * @param to nothing after it is read; null for the end
 * @param resolved true to use names resolved by the Sentry where it reported them
 * @param readAhead how many blocks are decompressed ahead on another thread; 0 for none
 */
public record ReplayOptions(@Nullable Moment from, @Nullable Moment to, boolean resolved, int readAhead) {
    private static final int BLOCKS_AHEAD = 2;

    /** The whole trace, names as opened. */
    public static final ReplayOptions DEFAULT = new ReplayOptions(null, null, false, BLOCKS_AHEAD);

    /**
     * The same for this many concurrent replays. Blocks are decompressed ahead only if a processor would otherwise be
     * idle: that shortens the wall time of a single trace but costs CPU time, because a block then comes from another
     * processor's cache.
     */
    public ReplayOptions atOnce(int traces, int processors) {
        return traces < processors ? this : new ReplayOptions(from, to, resolved, 0);
    }

    /** The same, for another part of the trace. */
    public ReplayOptions between(@Nullable Moment first, @Nullable Moment last) {
        return new ReplayOptions(first, last, resolved, readAhead);
    }
}
