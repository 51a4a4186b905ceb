// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.Message;

/**
 * Changes the state of one sandbox: the only class that does. Rules of state: gvisor-semantics 5, design 12. Not
 * thread-safe. PLACEHOLDER.
 */
public final class StateBuilder {
    private final SandboxState state;

    /** A builder for the given state. */
    public StateBuilder(SandboxState state) {
        this.state = state;
    }

    /** Takes in what every message says of its thread and process, event or not. Called before the message's events. */
    public void observe(Message message) {
        throw new UnsupportedOperationException("PLACEHOLDER: state helper " + message);
    }

    /**
     * Takes in an event. The result is valid until the next call; what the event ended is removed from the state then.
     */
    public AppliedEvent apply(Event event) {
        throw new UnsupportedOperationException("PLACEHOLDER: state helper " + state + event);
    }

    /** Messages were lost just before the next one: state may be stale. */
    public void lost(long count) {
        throw new UnsupportedOperationException("PLACEHOLDER: state helper " + count);
    }
}
