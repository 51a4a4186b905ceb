// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** What ended a connection, and its recording with it, as far as that is known. */
public enum EndCause {
    /** Not recorded: the file is from a version that did not, or there was no connection. */
    UNKNOWN(0, "unknown"),
    /** The recorder was stopped; the sandbox may run on. */
    RECORDER_STOPPED(1, "recorder stopped"),
    /** The sandbox has ended, and its first process before it, as its messages show. */
    SANDBOX_ENDED(2, "sandbox ended"),
    /** The sandbox is gone, and no message showed the end of its first process: killed from outside, or it crashed. */
    SANDBOX_KILLED(3, "sandbox killed"),
    /** The sandbox still runs, but without a session: it reports nothing any more. */
    SESSION_DELETED(4, "session deleted"),
    /** The sandbox runs on with another session. */
    SESSION_REPLACED(5, "session replaced"),
    /** The sandbox is gone; its session does not report the ends of processes, so how it ended is unknown. */
    SANDBOX_GONE(6, "sandbox gone"),
    /** The other side closed the connection; what became of the sandbox is not known. */
    CONNECTION_CLOSED(7, "connection closed"),
    /**
     * The other side is gone, and no message ever came: the process that shook hands ended before the sandbox began.
     */
    NEVER_BEGAN(8, "never began"),
    /** The connection failed, or what came over it ends it. */
    CONNECTION_FAILED(9, "connection failed");

    private final int code;
    private final String text;

    EndCause(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    public static EndCause of(long code) {
        for (EndCause cause : values()) {
            if (cause.code == code) {
                return cause;
            }
        }
        return UNKNOWN;
    }

    /** The cause in two words, for people. */
    public String text() {
        return text;
    }
}
