// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.export;

import dev.gvtrace.replay.output.NamedFormat;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A layout of another tool that traces are written in. Stateless, thread-safe. Internal: extensions implement {@code
 * ExportFormatExtension} of {@code dev.gvtrace.api.extension}, for which there is an adapter.
 */
public interface ExportFormat extends NamedFormat {
    /**
     * Writes a trace.
     *
     * @param source stays open
     * @param out is buffered; stays open
     * @return what could not be read
     * @throws IOException when {@code out} cannot be written
     */
    List<Damage> write(TraceSource source, OutputStream out) throws IOException;
}
