// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A trace to read: a {@code .gvt} file, consecutive files of one recording, or a file in tracereplay layout (plain or
 * compressed with zstd). Cursors of one source may be used by different threads; the source must outlive them.
 * Opened by {@code TraceSources}.
 */
public interface TraceSource extends Closeable {
    /** The opening record; an empty one if it cannot be read. */
    Opening opening();

    /** The paths of its files, in order. */
    default List<String> files() {
        return summary().files();
    }

    /** What the trace contains, according to headers and footers. Never throws because of damage. */
    TraceSummary summary();

    /**
     * What a reader has to know about its beginning, its end and its pieces, beside damage; sentences without a period.
     */
    default List<String> remarks() {
        return List.of();
    }

    /** The records in the order of recording. */
    RecordCursor records(Selection selection);

    @Override
    void close() throws IOException;
}
