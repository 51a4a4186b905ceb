// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/**
 * read, pread64, readv, preadv and preadv2, or the five corresponding calls that write. The data are never sent; the
 * number of bytes is the result.
 */
public final class IoCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int COUNT = 6;
    private static final int HAS_OFFSET = 7;
    private static final int OFFSET = 8;
    private static final int FLAGS = 9;
    private static final int[] ARGUMENT_FIELDS = {FD};

    IoCall(MessageKind kind, TextPool pool) {
        super(kind, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** True for the calls that write, false for those that read. */
    public boolean writes() {
        return kind() == MessageKind.WRITE;
    }

    /** The number of bytes requested; for vector calls the sum, or 0 if the vector was unreadable. Unsigned. */
    public long count() {
        return fields.number(COUNT);
    }

    /** True for the calls with an offset. */
    public boolean hasOffset() {
        return fields.number(HAS_OFFSET) != 0;
    }

    /** The offset in the file; 0 if the call has none. */
    public long offset() {
        return fields.number(OFFSET);
    }

    /** The flags of preadv2 and pwritev2; 0 for the others. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }
}
