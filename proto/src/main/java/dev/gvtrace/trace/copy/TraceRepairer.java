// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.copy;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TraceReader;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a new, sealed trace with everything that can be read from a damaged one. The damaged file is not changed. */
public final class TraceRepairer {
    private static final long NO_TIME = 0;

    private TraceRepairer() {}

    /**
     * Copies what can be read. The new trace has gaps for missing messages and a note for each damaged range.
     *
     * @param damaged the only file that is read
     * @param repaired the file to create; it may not exist
     * @param options for the new file
     * @param indexer for the new block headers
     * @param tool name and version of the program
     * @param nowNs wall-clock time, nanoseconds since the epoch
     * @throws NotATraceException when the file does not contain any part of a trace
     * @throws IOException when it cannot be read or the new one cannot be written
     */
    public static CopyReport repair(
            Path damaged, Path repaired, WriterOptions options, MessageIndexer indexer, String tool, long nowNs)
            throws IOException {
        List<Damage> found = new ArrayList<>();
        try (TraceSource source = open(damaged, found);
                RecordCursor cursor = source.records(Selection.all().readAhead(2));
                TraceWriter writer =
                        TraceWriter.create(repaired, TraceCopier.openingFrom(source, tool, nowNs), options, indexer)) {
            CopyReport copied = TraceCopier.copy(cursor, writer);
            found.addAll(copied.damage());
            for (Damage damage : found) {
                writer.note(NO_TIME, Text.ofUtf8("repaired: " + damage));
            }
            Closing closing = copied.closing();
            writer.seal(TraceCopier.closing(
                    nowNs, "repaired", closing, source.summary().ending().text()));
            return new CopyReport(copied.messages(), copied.packetBytes(), copied.gaps(), found, closing);
        }
    }

    private static TraceSource open(Path path, List<Damage> found) throws IOException {
        TraceSource source;
        try {
            source = TraceSources.openFile(path);
        } catch (CorruptTraceException | NotATraceException e) {
            return salvage(path, found, e);
        }
        if (!(source instanceof TraceReader reader) || reader.summary().blocks() > 0) {
            return source;
        }
        // The header may belong to another recording.
        try (source) {
            return salvage(path, found, new NotATraceException(FileNames.text(path), 0, "no block can be read"));
        }
    }

    private static TraceSource salvage(Path path, List<Damage> found, IOException otherwise) throws IOException {
        TraceBytes file = TraceBytes.file(path);
        TraceReader salvaged = TraceReader.salvage(file);
        if (salvaged == null) {
            file.close();
            throw otherwise;
        }
        found.add(new Damage(file.name(), 0, salvaged.firstBlock(), "damaged file header", false));
        return salvaged;
    }
}
