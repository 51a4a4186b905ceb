// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.IOException;

/** A file that cannot be read as a trace. Says which file, where and why; the three subclasses are three answers. */
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

    /** Offset in bytes of what was found wrong. */
    public long offset() {
        return offset;
    }
}
