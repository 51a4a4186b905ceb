// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

/** Thrown for a condition that does not parse or exceeds a limit. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Position position;

    /**
     * Creates an exception.
     *
     * @param message Falco's message where it has one (rule language reference 2.6)
     * @param position where in the text
     */
    public FilterException(String message, Position position) {
        super(message);
        this.position = position;
    }

    /** Where. */
    public Position position() {
        return position;
    }

    /** The line as printed by Falco's library: index, line, column and message. */
    public String located() {
        return "filter error at index " + position.index() + ", line " + position.line() + ", column "
                + position.column() + ": " + getMessage();
    }
}
