// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

/** A command of the query shell that makes no sense. The message says what was found and what was expected. */
public final class QueryException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the message for the user, lower-case. */
    public QueryException(String message) {
        super(message);
    }
}
