// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** A trace whose file header is damaged or cut, so that nothing after it can be trusted without a repair. */
public final class CorruptTraceException extends TraceException {
    private static final long serialVersionUID = 1L;

    public CorruptTraceException(String file, long offset, String reason) {
        super(file, offset, reason);
    }
}
