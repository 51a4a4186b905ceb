// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.replay.table.Moment;

/**
 * One question about a trace, on its way through it: {@code replay.pipeline} shows it the events up to {@link #until}
 * and then the state. Used once, by one thread.
 */
public interface Query {
    /** Up to where the trace is read. */
    default Moment until() {
        return Moment.END;
    }

    /** From where on {@link #event} is called; the state before it is built all the same. Null for the beginning. */
    default @org.jspecify.annotations.Nullable Moment from() {
        return null;
    }

    /** An event, state applied. Returns false when nothing more is wanted of the trace. */
    default boolean event(EventContext event, TableSink out) {
        return true;
    }

    /** Messages were lost: between two receive or message times (ns since the epoch), and why. */
    default void gap(long fromNs, long toNs, long lost, String cause, TableSink out) {}

    /** A packet that breaks the protocol, at its receive time. */
    default void violation(long receivedNs, String detail, TableSink out) {}

    /** The connection has ended and this thread never spoke, or stopped in the middle. */
    default void silent(SilentThread thread, TableSink out) {}

    /** The trace was read up to {@link #until}: the state then. {@code complete} tells if the connection had ended. */
    default void answer(SandboxState state, boolean complete, TableSink out) {}

    /** The columns of the answer. */
    java.util.List<TableSink.Column> columns();
}
