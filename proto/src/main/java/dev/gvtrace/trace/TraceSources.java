// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Opens traces: one file, standard input, or everything in directories. */
public final class TraceSources {
    private TraceSources() {}

    static TraceSource open(Path path) throws IOException {
        throw new UnsupportedOperationException("not yet: " + path);
    }

    /**
     * Opens all traces that the paths name: files, {@code -} for standard input, and directories with the traces inside,
     * sorted by name. Files of one recording become one source.
     *
     * @param paths files, directories and {@code -}
     * @return sources in the order of the paths
     */
    public static List<TraceSource> openAll(List<Path> paths) throws IOException {
        throw new UnsupportedOperationException("not yet: " + paths);
    }
}
