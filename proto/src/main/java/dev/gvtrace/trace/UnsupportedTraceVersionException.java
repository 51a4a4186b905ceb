// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** A trace in a version of the format that this program does not read: too old or too new. */
public final class UnsupportedTraceVersionException extends TraceException {
    private static final long serialVersionUID = 1L;

    private final int found;
    private final int oldest;
    private final int newest;

    public UnsupportedTraceVersionException(String file, long offset, int found, int oldest, int newest) {
        super(
                file,
                offset,
                "format version " + found + " is too " + (found < oldest ? "old" : "new") + ", expected " + oldest
                        + (oldest == newest ? "" : " to " + newest));
        this.found = found;
        this.oldest = oldest;
        this.newest = newest;
    }

    public UnsupportedTraceVersionException(String file, long offset, int unknownFlags) {
        super(
                file,
                offset,
                "the trace needs a newer program: unknown format flags 0x" + Integer.toHexString(unknownFlags));
        this.found = TraceFormat.VERSION_NEWEST + 1;
        this.oldest = TraceFormat.VERSION_OLDEST;
        this.newest = TraceFormat.VERSION_NEWEST;
    }

    /** Whether the trace is older than the versions that this program reads; otherwise it is newer. */
    public boolean isTooOld() {
        return found < oldest;
    }

    /** The version found. */
    public int found() {
        return found;
    }

    /** The oldest version that this program reads. */
    public int oldest() {
        return oldest;
    }

    /** The newest version that this program reads. */
    public int newest() {
        return newest;
    }
}
