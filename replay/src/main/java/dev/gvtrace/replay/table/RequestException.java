// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.util.List;

/**
 * A request that cannot be answered: an unknown command, table or column, a wrong condition or moment. The messages say
 * what was found and what was expected.
 */
public final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> messages;

    /** With the message for the user, lower-case. */
    public RequestException(String message) {
        this(List.of(message));
    }

    /** With a message for each error; at least one. */
    public RequestException(List<String> messages) {
        super(String.join("; ", messages));
        this.messages = List.copyOf(messages);
    }

    /** The messages for the user, a line each. */
    public List<String> messages() {
        return messages;
    }
}
