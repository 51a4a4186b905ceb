// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

/** The reader of the output has closed the pipe. Not an error: the program ends silently. */
public final class ClosedPipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the error of the write that failed. */
    public ClosedPipeException(Throwable cause) {
        super(cause);
    }
}
