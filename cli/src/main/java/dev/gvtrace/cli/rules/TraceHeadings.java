// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.text.Escapes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes lines of traces, and before the first of each run of lines of one trace a line that names it. Not thread-safe.
 */
final class TraceHeadings {
    private final OutputStream out;
    private final List<String> names;
    private int current = -1;

    /**
     * Lines to that stream.
     *
     * @param names of the traces by number; empty if no line is to name them
     */
    TraceHeadings(OutputStream out, List<String> names) {
        this.out = out;
        this.names = List.copyOf(names);
    }

    /** Writes a line, line feed included, of the trace of that number. */
    void line(int trace, byte[] line) throws IOException {
        if (trace != current && !names.isEmpty()) {
            out.write(("# " + Escapes.message(names.get(trace)) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        current = trace;
        out.write(line);
    }
}
