// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import dev.gvtrace.api.Trace;
import java.io.IOException;
import java.io.OutputStream;

/** Adds a layout of another tool that {@code gvtrace export} writes traces in. Used by several threads at once. */
public interface ExportFormatExtension {
    /** What {@code --format} calls it: lower case, and the name of no other layout. Always the same. */
    String name();

    /**
     * Writes a trace. Ranges of it that cannot be read are reported by gvtrace; the extension need not do anything
     * about them. If this throws, the command ends with an error that names the extension, and the new file is not
     * kept.
     *
     * @param trace may be read several times; closed by gvtrace
     * @param out is buffered; closed by gvtrace
     * @throws IOException what {@code out} threw
     */
    void write(Trace trace, OutputStream out) throws IOException;
}
