// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.trace.TraceSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Traces that a command reads, all closed at its end.
 *
 * @param sources in the order in which the user named them; never empty
 */
public record OpenTraces(List<TraceSource> sources) implements Closeable {
    /** Copies the list. */
    public OpenTraces {
        sources = List.copyOf(sources);
    }

    @Override
    public void close() throws IOException {
        for (TraceSource source : sources) {
            source.close();
        }
    }
}
