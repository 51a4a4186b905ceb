// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.Closeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the records of a trace in the order of recording. Single-use, not thread-safe. The values of {@link
 * #kind} and the other methods are valid until the next call of {@link #next}, which overwrites the buffer.
 *
 * <p>Damage does not end the iteration: it is listed in {@link #damage}, missing records appear as a {@link
 * RecordKind#GAP} record in their place, and reading continues with the next intact block.
 */
public interface RecordCursor extends Closeable {
    /**
     * Advances to the next record; false after the last. Throws only {@code UncheckedIOException}, for disk errors.
     */
    boolean next();

    /** The kind of the record. */
    RecordKind kind();

    /**
     * Sequence number: a message's place in its recording, from 1; for other records the number of the last message
     * before them, or 0 when there is none.
     */
    long sequence();

    /** Wall-clock time of receipt, nanoseconds since the epoch; 0 when unknown. */
    long receivedNs();

    /** Contains the record's body between {@link #offset} and {@code offset + length}; not to be changed. */
    byte[] buffer();

    /** The offset of the body. */
    int offset();

    /** Length of the body in bytes, 0 or more. */
    int length();

    /**
     * The record's parts when it is a message that is stored in parts; null otherwise. Reading these instead of the
     * buffer saves assembling the packet.
     */
    default @Nullable SplitMessage split() {
        return null;
    }

    /** The damage found so far; a copy. */
    List<Damage> damage();

    @Override
    void close();
}
