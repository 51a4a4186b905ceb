// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a new, sealed trace with everything that can be read of a damaged one. The damaged file is not changed. */
public final class TraceRepairer {
    private static final long NO_TIME = 0;

    private TraceRepairer() {}

    /**
     * Copies what can be read. What is missing stands in the new trace as gaps, and each damaged range as a note.
     *
     * @param damaged exactly this file is read
     * @param repaired must not be there yet
     * @param options for the new file
     * @param indexer for the new block headers
     * @param tool name and version of the program
     * @param nowNs wall-clock time, nanoseconds since the epoch
     * @throws NotATraceException when there is nothing of a trace in the file
     * @throws IOException when it cannot be read or the new one cannot be written
     */
    public static CopyReport repair(
            Path damaged, Path repaired, WriterOptions options, MessageIndexer indexer, String tool, long nowNs)
            throws IOException {
        try (TraceSource source = open(damaged);
                RecordCursor cursor = source.records(Selection.all().readAhead(2));
                TraceWriter writer =
                        TraceWriter.create(repaired, TraceCopier.openingFrom(source, tool, nowNs), options, indexer)) {
            CopyReport report = TraceCopier.copy(cursor, writer);
            for (Damage damage : report.damage()) {
                writer.note(NO_TIME, "repaired: " + damage);
            }
            Closing closing = report.closing();
            String reason = "repaired; the recording's end: "
                    + (closing == null ? source.summary().ending().text() : closing.reason());
            boolean endUnknown = closing == null || closing.endUnknown();
            writer.seal(endUnknown ? Closing.ofUnknownEnd(nowNs, reason) : Closing.end(nowNs, reason));
            return report;
        }
    }

    private static TraceSource open(Path path) throws IOException {
        try {
            return TraceSources.openFile(path);
        } catch (CorruptTraceException | NotATraceException e) {
            BytesAt file = FileBytes.open(path, FileNames.text(path));
            TraceSource salvaged = TraceReader.salvage(file);
            if (salvaged == null) {
                file.close();
                throw e;
            }
            return salvaged;
        }
    }
}
