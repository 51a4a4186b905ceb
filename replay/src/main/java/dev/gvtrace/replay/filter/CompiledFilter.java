// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

/**
 * A condition ready to be linked and evaluated. Immutable and thread-safe.
 *
 * @param <S> the subject that it is evaluated on
 */
@SuppressWarnings("UnusedTypeParameter") // It keeps a condition over rows from being evaluated on events.
public final class CompiledFilter<S> {
    private final EventTypeSet eventTypes;
    private final Node root;

    CompiledFilter(EventTypeSet eventTypes, Node root) {
        this.eventTypes = eventTypes;
        this.root = root;
    }

    /** The types of events that it has to see; all of them where subjects are no events. */
    public EventTypeSet eventTypes() {
        return eventTypes;
    }

    Node root() {
        return root;
    }
}
