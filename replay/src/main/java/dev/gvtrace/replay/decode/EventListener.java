// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Message;

/** Receives the output of an {@link EventDecoder}, in this order for each message. */
public interface EventListener {
    /** Messages were lost just before the next one: the drop counter grew by this number. */
    void lost(long count);

    /** A message arrived; called for each readable one, whether or not it becomes an event. */
    void message(Message message);

    /**
     * An event is complete. Events completed by a message precede the call of {@link #message}, its own event follows
     * it.
     */
    void event(Event event);
}
