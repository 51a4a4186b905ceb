// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file's bytes at any place. The size is that of the moment of opening. Thread-safe. */
interface BytesAt extends Closeable {
    /** What the file is called in messages. */
    String name();

    long size();

    /**
     * Reads exactly {@code length} bytes.
     *
     * @return null, or why it could not be done: the file ends before, or the disk reports an error
     * @throws IOException when the file was closed meanwhile, by another thread or by an interrupt
     */
    @Nullable
    String read(long position, byte[] into, int offset, int length) throws IOException;
}
