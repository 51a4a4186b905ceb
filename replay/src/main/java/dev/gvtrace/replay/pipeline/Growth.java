// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.state.StateBuilder;

/**
 * What happens before the state of a replayed connection becomes large. It delays the replay and never changes its
 * result.
 *
 * @param first bytes that it takes without asking
 * @param before called when it takes more; may wait for room for as much as a state takes at the most
 */
public record Growth(long first, Runnable before) {
    /** Nothing. */
    public static final Growth FREE = new Growth(StateBuilder.MOST_BYTES, () -> {});
}
