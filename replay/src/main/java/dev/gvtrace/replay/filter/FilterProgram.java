// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

/** Several conditions linked for one event type: what they share is evaluated once an event. Immutable and thread-safe. PLACEHOLDER. */
public final class FilterProgram {
    FilterProgram() {}

    /**
     * Looks for the next condition that holds.
     *
     * @param evaluation started with the event; for each event the first call has to be with {@code from} 0
     * @param from index of the first condition to try
     * @return the index of the condition, as linked; -1 if none holds from there on
     */
    public int next(Evaluation evaluation, int from) {
        throw new UnsupportedOperationException("PLACEHOLDER " + evaluation + from);
    }
}
