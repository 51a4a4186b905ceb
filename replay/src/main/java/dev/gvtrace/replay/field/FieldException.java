// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

/** A field name or its argument is wrong. The message says what, in Falco's words where Falco has some. */
public final class FieldException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the message for the user. */
    public FieldException(String message) {
        super(message);
    }
}
