// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.state.StateBuilder;

/**
 * An action before the state of a replayed connection becomes large. It can delay the replay but does not change its
 * result.
 *
 * @param first bytes that it may take without the action
 * @param before called when it takes more; may wait until there is memory for the largest state
 */
public record Growth(long first, Runnable before) {
    /** Nothing. */
    public static final Growth FREE = new Growth(StateBuilder.MOST_BYTES, () -> {});
}
