// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.text.Text;

/**
 * A scan on its way through one trace: it is shown what the trace holds, in order, and makes its rows on the way or at
 * the end. Nothing is called after its output {@link RowOutput#isDone is done}. Used once, by one thread.
 */
public interface TraceScan {
    /** What it needs of the trace; called first. Less than all is read faster. */
    default Needs needs() {
        return Needs.ALL;
    }

    /** True if {@link #message} is to be called; called first. */
    default boolean wantsMessages() {
        return false;
    }

    /**
     * A message as received, before its events.
     *
     * @param sequence its place in its recording, from 1
     * @param receivedNs ns since the epoch, or 0 if unknown
     * @param packet contains it; not to be changed or kept
     * @param offset where it begins
     * @param length its length
     */
    default void message(long sequence, long receivedNs, byte[] packet, int offset, int length) {}

    /** An event, already applied to the state. Reused for the next one: it may not be kept. */
    default void event(EventContext event) {}

    /**
     * Messages were lost.
     *
     * @param fromNs between this receive or message time, ns since the epoch, or 0 if unknown
     * @param toNs and this one
     * @param lost how many; -1 if unknown
     * @param cause why
     */
    default void gap(long fromNs, long toNs, long lost, Text cause) {}

    /** A packet that breaks the protocol, with its receive time, ns since the epoch, or 0 if unknown. */
    default void violation(long receivedNs, String detail) {}

    /** The connection has ended, and nothing was received of this thread, or its messages stopped in the middle. */
    default void silent(SilentThread thread) {}

    /** The trace was read as far as asked. The state is that of this moment; complete if the connection had ended. */
    default void end(SandboxState state, boolean complete) {}
}
