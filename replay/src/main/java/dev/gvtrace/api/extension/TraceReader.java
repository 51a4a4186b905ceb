// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

/**
 * Reads one trace from beginning to end and makes rows of it. Used once, by one thread. If a method throws, the query
 * ends with an error that names the extension, its table and the event.
 */
public interface TraceReader {
    /** Receives an event. Events before the requested span are left out. The event may not be kept. */
    default void event(Event event) {}

    /**
     * Reports that messages are missing here: how many, or -1 if unknown. The state of the sandbox may be wrong from
     * here on.
     */
    default void gap(long lost) {}

    /**
     * The trace was read to its end, or to the end of the requested span. Not called if reading stopped earlier because
     * all requested rows were there.
     */
    default void end() {}
}
