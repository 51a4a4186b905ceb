// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** The numbers of the file format; {@code FORMAT.md} says what they mean. */
final class TraceFormat {
    static final int VERSION_OLDEST = 1;
    static final int VERSION_NEWEST = 1;

    static final int MAX_BLOCK_RAW = 1024 * 1024;
    static final int LAST_TYPE_BIT = 62;
    static final int OTHER_TYPES_BIT = 63;

    private TraceFormat() {}
}
