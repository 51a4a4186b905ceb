// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.UnknownMessage;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;

/** Fills the reused {@link Event} of a connection. For {@code decode}, and for tests. Not thread-safe. */
public final class EventWriter {
    private final Event event;

    /** Creates a writer with its own event, whose values are undefined before the first {@link #begin}. */
    public EventWriter() {
        event = new Event(EventTypes.UNKNOWN, UnknownMessage.NONE);
    }

    /** Starts the next event and clears the previous values. */
    public EventWriter begin(EventType type, Message message) {
        event.type = type;
        event.message = message;
        event.enter = null;
        event.proof = null;
        event.timeNs = 0;
        event.threadId = 0;
        event.hasResult = false;
        event.result = 0;
        event.concealed = false;
        event.execProof = ExecProof.NOT_AN_EXEC;
        event.dropped = 0;
        return this;
    }

    /** Sets time and thread. */
    public EventWriter at(long timeNs, int threadId) {
        event.timeNs = timeNs;
        event.threadId = threadId;
        return this;
    }

    /** Sets the call's result, a negative error number if it failed. */
    public EventWriter result(long result) {
        event.hasResult = true;
        event.result = result;
        return this;
    }

    /** Adds the enter message of the call. */
    public EventWriter enter(Message enter) {
        event.enter = enter;
        return this;
    }

    /** Adds the message that completes the event. */
    public EventWriter proof(Message proof) {
        event.proof = proof;
        return this;
    }

    /** Marks a concealed call. */
    public EventWriter concealed() {
        event.concealed = true;
        return this;
    }

    /** Sets how certain an execve is. */
    public EventWriter execProof(ExecProof proof) {
        event.execProof = proof;
        return this;
    }

    /** Sets how many messages were lost just before. */
    public EventWriter dropped(long count) {
        event.dropped = count;
        return this;
    }

    /** The event, valid until the next {@link #begin}. */
    public Event event() {
        return event;
    }
}
