// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** mmap with its six arguments; the result is the address. Executable mappings are reported by sentry/mmap as well. */
public final class MmapCall extends Call {
    private static final int FD = 4;
    private static final int FD_PATH = 5;
    private static final int ADDRESS = 6;
    private static final int LENGTH = 7;
    private static final int PROTECTION = 8;
    private static final int FLAGS = 9;
    private static final int FILE_OFFSET = 10;
    private static final int[] ARGUMENT_FIELDS = {ADDRESS, LENGTH, PROTECTION, FLAGS, FD, FILE_OFFSET};

    MmapCall(TextPool pool) {
        super(MessageKind.MMAP, pool, FD, FD_PATH, ARGUMENT_FIELDS);
    }

    /** The requested address. */
    public long address() {
        return fields.number(ADDRESS);
    }

    /** The length in bytes. */
    public long length() {
        return fields.number(LENGTH);
    }

    /** Linux protection bits: 1 read, 2 write, 4 execute. */
    public int protection() {
        return (int) fields.number(PROTECTION);
    }

    /** Linux mapping flags. */
    public int flags() {
        return (int) fields.number(FLAGS);
    }

    /** The offset in the file. */
    public long fileOffset() {
        return fields.number(FILE_OFFSET);
    }
}
