// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import dev.gvtrace.api.Trace;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Adds the format of another tool, in which {@code gvtrace export} writes traces. Called by several threads at once.
 */
public interface ExportFormatExtension {
    /** The name for {@code --format}: lower case, unique among the export formats, and constant. */
    String name();

    /**
     * Writes a trace. gvtrace reports ranges of it that cannot be read; the extension need not handle them. If this
     * throws, the command ends with an error that names the extension, and the new file is deleted.
     *
     * @param trace may be read several times; closed by gvtrace
     * @param out buffered; closed by gvtrace
     * @throws IOException if {@code out} throws it
     */
    void write(Trace trace, OutputStream out) throws IOException;
}
