// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.plugin;

import dev.gvtrace.replay.export.ExportFormat;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The size of each message, one a line. */
public final class MessageSizes implements ExportFormat {
    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public List<Damage> write(TraceSource source, OutputStream out) throws IOException {
        try (RecordCursor cursor = source.records(Selection.all())) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    out.write((cursor.length() + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            return cursor.damage();
        }
    }
}
