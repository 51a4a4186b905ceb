// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

/** A condition ready to be linked and evaluated. Immutable and thread-safe. PLACEHOLDER. */
public final class CompiledFilter {
    private final EventTypeSet eventTypes;

    CompiledFilter(EventTypeSet eventTypes) {
        this.eventTypes = eventTypes;
    }

    /** The types of events that it has to see. */
    public EventTypeSet eventTypes() {
        return eventTypes;
    }
}
