// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** A file that is neither a {@code .gvt} trace nor one in tracereplay layout; for example an empty file. */
public final class NotATraceException extends TraceException {
    private static final long serialVersionUID = 1L;

    public NotATraceException(String file, long offset, String reason) {
        super(file, offset, reason);
    }
}
