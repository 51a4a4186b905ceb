// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A trace to read: a {@code .gvt} file, the files of one recording in a row, or a file in tracereplay layout (plain or
 * compressed with zstd). Cursors of one source may be used by different threads; the source must outlive them.
 * Opened by {@code TraceSources}.
 */
public interface TraceSource extends Closeable {
    /** Where the recording comes from. When the opening record cannot be read, one that says nothing. */
    Opening opening();

    /** The paths of its files, in order. */
    default List<String> files() {
        return summary().files();
    }

    /** What the trace holds, as far as headers and footers say. Never throws for damage. */
    TraceSummary summary();

    /** The records in the order of recording. */
    RecordCursor records(Selection selection);

    @Override
    void close() throws IOException;
}
