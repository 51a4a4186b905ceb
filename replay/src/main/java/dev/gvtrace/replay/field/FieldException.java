// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

/** A field name or its argument is invalid. The message is Falco's where Falco has one. */
public final class FieldException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kind of error. */
    public enum Kind {
        /** There is no field with this name. */
        UNKNOWN,
        /** The field requires an argument. */
        ARGUMENT_MISSING,
        /** Any other error of the argument. */
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

    /** About an unknown name, with the message for the user. */
    public static FieldException unknown(String message) {
        return new FieldException(message, Kind.UNKNOWN);
    }

    /** The kind of error. */
    public Kind kind() {
        return kind;
    }
}
