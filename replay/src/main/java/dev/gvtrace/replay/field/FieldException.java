// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

/** A field name or its argument is wrong. The message says what, in Falco's words where Falco has some. */
public final class FieldException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** There is no field of that name. */
        UNKNOWN,
        /** The field cannot stand without an argument. */
        ARGUMENT_MISSING,
        /** Anything else about the argument. */
        WRONG_ARGUMENT
    }

    private final Kind kind;

    /** About an argument, with the message for the user. */
    public FieldException(String message) {
        this(message, Kind.WRONG_ARGUMENT);
    }

    FieldException(String message, Kind kind) {
        super(message);
        this.kind = kind;
    }

    /** About a name that is not known, with the message for the user. */
    public static FieldException unknown(String message) {
        return new FieldException(message, Kind.UNKNOWN);
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }
}
