// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.Closeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the records of a trace in the order of recording. Single-use, not thread-safe. What {@link #kind} and the
 * others say holds until the next call of {@link #next}; the buffer belongs to the cursor and is overwritten then.
 *
 * <p>A damaged file ends nothing: what is missing is listed in {@link #damage}, shows as a {@link RecordKind#GAP}
 * record at its place, and reading continues with the next intact block.
 */
public interface RecordCursor extends Closeable {
    /**
     * Goes to the next record; false after the last. Never throws, except for errors of the disk as {@code
     * UncheckedIOException}.
     */
    boolean next();

    /** What the record is. */
    RecordKind kind();

    /**
     * Sequence number: a message's place in its recording, from 1; for other records the number of the last message
     * before them, 0 when there is none.
     */
    long sequence();

    /** Wall-clock time of receipt, nanoseconds since the epoch; 0 when unknown. */
    long receivedNs();

    /** Holds the record's body between {@link #offset} and {@code offset + length}; never to be changed. */
    byte[] buffer();

    /** Where the body starts. */
    int offset();

    /** Length of the body in bytes, 0 or more. */
    int length();

    /**
     * The record's parts when it is a message that is stored in parts; null otherwise. Whoever reads these and not the
     * buffer saves putting the packet together.
     */
    default @Nullable SplitMessage split() {
        return null;
    }

    /** What could not be read up to here; a copy. */
    List<Damage> damage();

    @Override
    void close();
}
