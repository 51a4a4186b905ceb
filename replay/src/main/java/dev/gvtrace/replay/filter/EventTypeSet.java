// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.EventType;

/**
 * Which event types a condition can match, as Falco computes it (rule language reference 4.1). Asynchronous events are
 * always in. Immutable. PLACEHOLDER.
 */
public final class EventTypeSet {
    private EventTypeSet() {}

    /** The set of a condition whose macros are in place. */
    public static EventTypeSet of(Expr expr) {
        throw new UnsupportedOperationException("PLACEHOLDER " + expr);
    }

    /** True if a rule with this set sees events of that type. */
    public boolean contains(EventType type) {
        throw new UnsupportedOperationException("PLACEHOLDER " + type);
    }

    /** How many codes of Falco's event table are in the set; more than 100 mean LOAD_NO_EVTTYPE. */
    public int codes() {
        throw new UnsupportedOperationException("PLACEHOLDER");
    }
}
