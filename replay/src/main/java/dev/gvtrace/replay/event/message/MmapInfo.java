// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import org.jspecify.annotations.Nullable;

/**
 * sentry/mmap: an mmap of executable memory, reported before the mapping is created, even if that fails afterwards. For
 * anonymous memory the file's fields are empty.
 */
public final class MmapInfo extends Message {
    private static final int PATH = 2;
    private static final int INODE = 3;
    private static final int MODE = 4;
    private static final int UID = 5;
    private static final int GID = 6;
    private static final int INITIAL = 7;
    private static final int CTIME = 8;
    private static final int UPPER = 9;
    private static final int LOWER = 10;

    MmapInfo(TextPool pool) {
        super(MessageKind.MMAP_INFO, pool);
    }

    /** The path of the mapped file, "" for anonymous memory. */
    public String path() {
        return text(PATH);
    }

    /** Its inode number, unsigned. */
    public long inode() {
        return fields.number(INODE);
    }

    /** Its mode with the bits of the file type. */
    public int mode() {
        return (int) fields.number(MODE);
    }

    /** Its owner, unsigned 32 bits. */
    public int uid() {
        return (int) fields.number(UID);
    }

    /** Its group, unsigned 32 bits. */
    public int gid() {
        return (int) fields.number(GID);
    }

    /** True if the file is the process's own executable. */
    public boolean initial() {
        return fields.number(INITIAL) != 0;
    }

    /** True if the time of the last change is known. */
    public boolean hasCtime() {
        return fields.hasBytes(CTIME);
    }

    /** When the file was last changed, ns since the epoch; 0 if unknown. */
    public long ctimeNs() {
        return timespecNs(CTIME);
    }

    /** True if the file exists on the upper layer of the overlay. */
    public boolean upperLayer() {
        return fields.number(UPPER) != 0;
    }

    /** True if the file exists on the lower layer of the overlay. */
    public boolean lowerLayer() {
        return fields.number(LOWER) != 0;
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.mmapInfo(this);
    }
}
