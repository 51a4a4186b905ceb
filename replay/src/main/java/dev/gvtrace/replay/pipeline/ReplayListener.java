// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.text.Text;

/** What a replay reports of one connection, in order, on one thread. */
public interface ReplayListener {
    /** True if {@link #message} is to be called; asked once, before anything else. */
    default boolean wantsMessages() {
        return false;
    }

    /**
     * A message as it was received, before the events that come of it. Returns false when nothing more is wanted of the
     * connection.
     *
     * @param sequence its place in its recording, from 1
     * @param receivedNs ns since the epoch, 0 if unknown
     * @param packet holds it; not to be changed or kept
     * @param offset where it begins
     * @param length its length
     */
    default boolean message(long sequence, long receivedNs, byte[] packet, int offset, int length) {
        return true;
    }

    /** An event, state applied. Returns false when nothing more is wanted of the connection. */
    boolean event(EventContext event);

    /**
     * Messages were lost between two times (ns since the epoch, 0 if unknown); lost is -1 if their number is unknown.
     */
    default void gap(long fromNs, long toNs, long lost, Text cause) {}

    /** A packet that breaks the protocol, at its receive time (0 for imported traces). */
    default void violation(long receivedNs, String detail) {}

    /**
     * The connection has ended and nothing was received of this thread, or its messages stopped in the middle. An event
     * of type silent follows.
     */
    default void silent(SilentThread thread) {}

    /** There is no more, or what was asked for has been reached; complete if the connection had ended. */
    default void end(SandboxState state, boolean complete) {}
}
