// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

/**
 * A condition ready to be linked and evaluated. Immutable and thread-safe.
 *
 * @param <S> the subject on which it is evaluated
 */
@SuppressWarnings("UnusedTypeParameter") // Prevents the evaluation of a condition over rows on events.
public final class CompiledFilter<S> {
    private final EventTypeSet eventTypes;
    private final Node root;

    CompiledFilter(EventTypeSet eventTypes, Node root) {
        this.eventTypes = eventTypes;
        this.root = root;
    }

    /** The event types on which it has to be evaluated; all types if subjects are not events. */
    public EventTypeSet eventTypes() {
        return eventTypes;
    }

    Node root() {
        return root;
    }
}
