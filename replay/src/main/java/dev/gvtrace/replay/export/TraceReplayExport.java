// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.export;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.tracereplay.TraceReplayWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The layout of gVisor's tracereplay tool, which contains only packets. */
final class TraceReplayExport implements ExportFormat {
    @Override
    public String name() {
        return "tracereplay";
    }

    // The writer has no other resources to close.
    @SuppressWarnings("resource")
    @Override
    public List<Damage> write(TraceSource source, OutputStream out) throws IOException {
        TraceReplayWriter writer = new TraceReplayWriter(out, source.opening());
        try (RecordCursor cursor = source.records(Selection.all())) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    writer.packet(cursor.buffer(), cursor.offset(), cursor.length());
                }
            }
            return cursor.damage();
        }
    }
}
