// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

/** A condition that does not parse, or does not fit the limits. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Position position;

    /**
     * A fault at a place.
     *
     * @param message Falco's words where it has some (rule language reference 2.6)
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

    /** The line that Falco's library prints: index, line, column and message. */
    public String located() {
        return "filter error at index " + position.index() + ", line " + position.line() + ", column "
                + position.column() + ": " + getMessage();
    }
}
