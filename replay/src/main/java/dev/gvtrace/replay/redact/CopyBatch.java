// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.gvt.TraceWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Records of the copy that are held until the record that describes their parts is written before them. */
final class CopyBatch {
    private static final long MOST_BYTES = 1 << 20;
    private static final int MOST_RECORDS = 4096;

    private final TraceWriter writer;
    private final UUID export;
    private final List<HeldRecord> held = new ArrayList<>();
    private final List<NamedParts.Entry> entries = new ArrayList<>();
    private long bytes;

    CopyBatch(TraceWriter writer, UUID export) {
        this.writer = writer;
        this.export = export;
    }

    /** Adds a record with its body in the copy. */
    void add(RecordCursor from, byte[] body) throws IOException {
        held.add(new HeldRecord(from, body));
        bytes += body.length;
        if (bytes >= MOST_BYTES || held.size() >= MOST_RECORDS) {
            write();
        }
    }

    /** Describes the record that is added next, or one that is not added. */
    void describe(NamedParts.Entry entry) {
        entries.add(entry);
        bytes += Parts.size(entry.parts());
    }

    /** Writes all that is held. */
    void write() throws IOException {
        if (!entries.isEmpty()) {
            long atNs = held.isEmpty() ? 0 : held.get(0).receivedNs();
            writer.facts(atNs, RedactionFacts.PARTS, RedactionFacts.parts(export, entries));
        }
        for (HeldRecord each : held) {
            writer.copy(each);
        }
        held.clear();
        entries.clear();
        bytes = 0;
    }
}
