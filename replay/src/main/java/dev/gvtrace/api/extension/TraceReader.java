// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

/**
 * Reads one trace from its beginning to its end and makes rows of it. Used once, by one thread. If a method throws, the
 * query ends with an error that names the extension, its table and the event.
 */
public interface TraceReader {
    /** An event. Those before the span that was asked for are left out; nothing of the event may be kept. */
    default void event(Event event) {}

    /**
     * Messages are missing at this place: how many, or -1 if unknown. What is known of the sandbox may be wrong then.
     */
    default void gap(long lost) {}

    /**
     * The trace was read to its end, or as far as asked. Not called if all rows that were asked for were there before.
     */
    default void end() {}
}
