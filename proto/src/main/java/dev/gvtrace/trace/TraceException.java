// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.IOException;

/**
 * Thrown for a file that cannot be read as a trace, with file, offset and reason; the three subclasses distinguish the
 * cases.
 */
public abstract sealed class TraceException extends IOException
        permits CorruptTraceException, NotATraceException, UnsupportedTraceVersionException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String reason;

    TraceException(String file, long offset, String reason) {
        super(file + ": " + reason + " (at byte " + offset + ")");
        this.file = file;
        this.offset = offset;
        this.reason = reason;
    }

    /** The file's path as given. */
    public String file() {
        return file;
    }

    /** What is wrong, without path and offset. */
    public String reason() {
        return reason;
    }

    /** Offset of the error in bytes. */
    public long offset() {
        return offset;
    }
}
