// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.plugin;

import dev.gvtrace.api.Rows;
import dev.gvtrace.api.TableQuery;
import dev.gvtrace.api.Trace;
import dev.gvtrace.api.extension.ExportFormatExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The size of each message, one a line. */
public final class MessageSizes implements ExportFormatExtension {
    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public void write(Trace trace, OutputStream out) throws IOException {
        try (Rows rows = trace.scan(TableQuery.of("messages").columns("size"))) {
            while (rows.next()) {
                out.write((rows.longAt(0) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        trace.close();
        out.close();
    }
}
