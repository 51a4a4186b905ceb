// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Copies records from a cursor into a writer: messages byte for byte, with receive time and sequence number. */
public final class TraceCopier {
    private TraceCopier() {}

    /**
     * The opening for a trace made from another: says the same, and from what it was made.
     *
     * @param source the other trace
     * @param tool name and version of the program
     * @param createdNs now, nanoseconds since the epoch
     */
    public static Opening openingFrom(TraceSource source, String tool, long createdNs) {
        TraceSummary summary = source.summary();
        Seal seal = summary.seal();
        Opening before = source.opening();
        Opening.Builder opening = before.toBuilder()
                .tool(tool)
                .createdNs(createdNs)
                .sourceRecording(before.sourceRecording() == null ? summary.recording() : before.sourceRecording());
        for (String file : summary.files()) {
            opening.derivedFrom(file.substring(file.lastIndexOf('/') + 1) + ", recording " + summary.recording()
                    + (seal == null ? ", " + summary.ending().text() : ", last seal " + seal.hex()));
        }
        return opening.build();
    }

    /**
     * Copies what the cursor still has. Openings are left out, the writer has its own; so are closings, the last of which is
     * returned.
     */
    public static CopyReport copy(RecordCursor from, TraceWriter to) throws IOException {
        long messages = 0;
        long bytes = 0;
        long gaps = 0;
        Closing closing = null;
        while (from.next()) {
            switch (from.kind()) {
                case OPENING -> {}
                case CLOSING -> closing = closing(from);
                case MESSAGE -> {
                    to.copy(from);
                    messages++;
                    bytes += from.length();
                }
                case GAP -> {
                    to.copy(from);
                    gaps++;
                }
                default -> to.copy(from);
            }
        }
        return new CopyReport(messages, bytes, gaps, from.damage(), closing);
    }

    private static @Nullable Closing closing(RecordCursor from) {
        return Closing.decode(from.buffer(), from.offset(), from.length());
    }
}
