// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import java.util.List;

/** A command of the query shell that makes no sense. The message says what was found and what was expected. */
public final class QueryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> messages;

    /** With the message for the user, lower-case. */
    public QueryException(String message) {
        this(List.of(message));
    }

    /** With a message for each thing that is wrong. */
    QueryException(List<String> messages) {
        super(String.join("; ", messages));
        this.messages = List.copyOf(messages);
    }

    /** The messages for the user, a line each. */
    public List<String> messages() {
        return messages;
    }
}
