// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Message;

/** Receives what an {@link EventDecoder} makes of a connection's messages, in this order for each message. */
public interface EventListener {
    /** Messages were lost just before the next one: the drop counter grew by that much. */
    void lost(long count);

    /** A message arrived; called for each that could be read, whether or not an event comes of it. */
    void message(Message message);

    /** An event is complete. Those that the message completed come before its {@link #message}, its own behind it. */
    void event(Event event);
}
