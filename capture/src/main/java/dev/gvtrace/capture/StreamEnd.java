// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.trace.EndCause;

/**
 * How a connection ended.
 *
 * @param text in a few words, for people
 */
record StreamEnd(EndCause cause, String text) {
    static final StreamEnd RECORDER_STOPPED = new StreamEnd(EndCause.RECORDER_STOPPED, "recorder stopped");
    static final StreamEnd CLOSED = new StreamEnd(EndCause.CONNECTION_CLOSED, "sandbox closed the connection");

    static StreamEnd failed(String why) {
        return new StreamEnd(EndCause.CONNECTION_FAILED, why);
    }

    @Override
    public String toString() {
        return text;
    }
}
