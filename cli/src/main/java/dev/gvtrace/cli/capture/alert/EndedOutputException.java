// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import java.io.IOException;

/** A destination takes no alerts any more. */
final class EndedOutputException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean expected;

    /**
     * An end.
     *
     * @param expected whether that is usual, as when the reader of a pipe ends
     */
    EndedOutputException(String why, boolean expected, Throwable cause) {
        super(why, cause);
        this.expected = expected;
    }

    boolean isExpected() {
        return expected;
    }
}
