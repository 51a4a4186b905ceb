// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.text.Text;

/** Receives the messages and events of one connection, in order, on one thread. */
public interface ReplayListener {
    /** What it needs of the trace; called once, first. */
    default Needs needs() {
        return Needs.ALL;
    }

    /** The number of events before the first one that is read; called before any message. */
    default void beginsAfter(long events) {}

    /** True if {@link #message} is to be called; called once, first. */
    default boolean wantsMessages() {
        return false;
    }

    /**
     * A message as received, before its events. Returns false to end the replay of the connection.
     *
     * @param sequence its place in its recording, from 1
     * @param receivedNs ns since the epoch, or 0 if unknown
     * @param packet contains it; not to be changed or kept
     * @param offset where it begins
     * @param length its length
     */
    default boolean message(long sequence, long receivedNs, byte[] packet, int offset, int length) {
        return true;
    }

    /** An event, already applied to the state. Returns false to end the replay of the connection. */
    boolean event(EventContext event);

    /**
     * Messages were lost between two times (ns since the epoch, or 0 if unknown); lost is -1 if their number is
     * unknown.
     */
    default void gap(long fromNs, long toNs, long lost, Text cause) {}

    /** A packet that breaks the protocol, at its receive time (0 for imported traces). */
    default void violation(long receivedNs, String detail) {}

    /**
     * The connection has ended and nothing was received from this thread, or it stopped sending. An event of type
     * silent follows.
     */
    default void silent(SilentThread thread) {}

    /** The end of the replay, or of the requested part; complete if the connection had ended. */
    default void end(SandboxState state, boolean complete) {}
}
