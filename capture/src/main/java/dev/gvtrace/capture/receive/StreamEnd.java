// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import dev.gvtrace.trace.EndCause;

/**
 * How a connection ended.
 *
 * @param text the end in a few words, for users
 */
public record StreamEnd(EndCause cause, String text) {
    /** The recorder stopped receiving. */
    public static final StreamEnd RECORDER_STOPPED = new StreamEnd(EndCause.RECORDER_STOPPED, "recorder stopped");
    /** The recorder left the connection to the next one. */
    public static final StreamEnd HANDED_OVER = new StreamEnd(EndCause.UNKNOWN, "handed over to the next recorder");
    /** The other side closed the connection for an unknown reason. */
    public static final StreamEnd CLOSED = new StreamEnd(EndCause.CONNECTION_CLOSED, "sandbox closed the connection");

    /** Receiving failed. */
    public static StreamEnd failed(String why) {
        return new StreamEnd(EndCause.CONNECTION_FAILED, why);
    }

    @Override
    public String toString() {
        return text;
    }
}
