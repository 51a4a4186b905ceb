// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.state.AppliedEvent;

/**
 * What is known about the event at hand: values of fields and verdicts of shared parts, each found out once. One for each
 * sandbox and compiler, made when all conditions are linked. Not thread-safe. PLACEHOLDER.
 */
public final class Evaluation {
    Evaluation() {}

    /** Goes on to the next event. */
    public void start(AppliedEvent event) {
        throw new UnsupportedOperationException("PLACEHOLDER " + event);
    }
}
