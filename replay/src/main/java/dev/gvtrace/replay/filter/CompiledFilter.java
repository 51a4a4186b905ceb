// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

/** A condition ready to be linked and evaluated. Immutable and thread-safe. */
public final class CompiledFilter {
    private final EventTypeSet eventTypes;
    private final Node root;

    CompiledFilter(EventTypeSet eventTypes, Node root) {
        this.eventTypes = eventTypes;
        this.root = root;
    }

    /** The types of events that it has to see. */
    public EventTypeSet eventTypes() {
        return eventTypes;
    }

    Node root() {
        return root;
    }
}
