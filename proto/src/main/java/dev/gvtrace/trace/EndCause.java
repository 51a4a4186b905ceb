// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** What ended a connection, and with it the recording, as far as known. */
public enum EndCause {
    /** Not recorded: the file was written by a version without this entry, or there was no connection. */
    UNKNOWN(0, "unknown"),
    /** The recorder was stopped; the sandbox may still run. */
    RECORDER_STOPPED(1, "recorder stopped"),
    /** The sandbox has ended after its first process, as its messages show. */
    SANDBOX_ENDED(2, "sandbox ended"),
    /**
     * The sandbox is gone, without a message about the end of its first process: it was killed from outside, or
     * crashed.
     */
    SANDBOX_KILLED(3, "sandbox killed"),
    /** The sandbox still runs, but without a session: it no longer sends messages. */
    SESSION_DELETED(4, "session deleted"),
    /** The sandbox still runs, with another session. */
    SESSION_REPLACED(5, "session replaced"),
    /** The sandbox is gone; its session does not report the ends of processes, so how it ended is unknown. */
    SANDBOX_GONE(6, "sandbox gone"),
    /** The other side closed the connection; the state of the sandbox is unknown. */
    CONNECTION_CLOSED(7, "connection closed"),
    /**
     * The other side is gone without having sent a message: the process that sent the handshake ended before the
     * sandbox began.
     */
    NEVER_BEGAN(8, "never began"),
    /** The connection failed, or was closed because of what was received. */
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

    /** True if the sandbox is no longer there. */
    public boolean endsSandbox() {
        return switch (this) {
            case SANDBOX_ENDED, SANDBOX_KILLED, SANDBOX_GONE -> true;
            case UNKNOWN,
                    RECORDER_STOPPED,
                    SESSION_DELETED,
                    SESSION_REPLACED,
                    CONNECTION_CLOSED,
                    NEVER_BEGAN,
                    CONNECTION_FAILED -> false;
        };
    }

    /** True if the session was ended while the sandbox runs on. */
    public boolean endsSession() {
        return switch (this) {
            case SESSION_DELETED, SESSION_REPLACED -> true;
            case UNKNOWN,
                    RECORDER_STOPPED,
                    SANDBOX_ENDED,
                    SANDBOX_KILLED,
                    SANDBOX_GONE,
                    CONNECTION_CLOSED,
                    NEVER_BEGAN,
                    CONNECTION_FAILED -> false;
        };
    }

    /** The cause in two words, for users. */
    public String text() {
        return text;
    }
}
