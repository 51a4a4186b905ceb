// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import org.jspecify.annotations.Nullable;

/**
 * What may stand at the end of a line that is typed.
 *
 * @param kind what may be there
 * @param start the index at which the part begins that is typed there; the length of the line if none is
 * @param subject what it belongs to: the option of a moment, the field of a value or operator, the placeholder of an
 *     argument, such as {@code PID}; "" for none
 * @param rows the rows whose columns may be named; null where none are
 */
public record Place(
        Kind kind, int start, String subject, @Nullable RowShape rows) {
    /** The kinds of places. */
    public enum Kind {
        /** A command or a table. */
        COMMAND,
        /** A stage. */
        STAGE,
        /** A field or column that begins a check, {@code not} or a bracket. */
        CHECK,
        /** An operator behind a field. */
        OPERATOR,
        /** A value behind an operator. */
        VALUE,
        /** A value between the brackets of a list. */
        LISTED_VALUE,
        /** The opening bracket of a list. */
        LIST,
        /** The comma or bracket behind a value of a list. */
        LIST_END,
        /** What joins or ends a condition. */
        CONNECTIVE,
        /** A column of a list of columns. */
        COLUMN,
        /** An option, or what may follow all arguments. */
        OPTION,
        /** The value of an option. */
        OPTION_VALUE,
        /** An argument whose placeholder is the subject. */
        ARGUMENT,
        /** Anything, such as a number. */
        FREE
    }
}
