// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.copy;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.gvt.TraceWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Copies records from a cursor into a writer: messages byte for byte, with receive time and sequence number. */
public final class TraceCopier {
    private static final int MOST_NAMES = 10_000;

    private TraceCopier() {}

    /**
     * The opening for a trace made from another: the same values, and a description of the source.
     *
     * @param source the other trace
     * @param tool name and version of the program
     * @param createdNs now, nanoseconds since the epoch
     */
    public static Opening openingFrom(TraceSource source, String tool, long createdNs) {
        return openingFrom(List.of(source), tool, createdNs);
    }

    /**
     * The opening for a trace made from several of one recording: the values of the first, and descriptions of the
     * sources. Values that do not fit into a record are omitted.
     *
     * @param sources the other traces, at least one
     * @param tool name and version of the program
     * @param createdNs now, nanoseconds since the epoch
     */
    public static Opening openingFrom(List<? extends TraceSource> sources, String tool, long createdNs) {
        TraceSource first = sources.get(0);
        Opening before = first.opening();
        UUID recording = before.sourceRecording() == null ? first.summary().recording() : before.sourceRecording();
        Opening.Builder opening =
                before.toBuilder().tool(Text.ofUtf8(tool)).createdNs(createdNs).sourceRecording(recording);
        List<String> names = new ArrayList<>();
        for (TraceSource source : sources) {
            if (source != first) {
                source.opening().derivedFrom().forEach(opening::derivedFrom);
            }
            names(source).forEach(name -> opening.derivedFrom(Text.ofUtf8(name)));
            names(source).forEach(names::add);
        }
        Opening whole = opening.build();
        return whole.encode().length <= TraceFormat.MAX_RECORD
                ? whole
                : shortened(before.origin(), names)
                        .tool(Text.ofUtf8(tool))
                        .createdNs(createdNs)
                        .sourceRecording(recording)
                        .build();
    }

    private static List<String> names(TraceSource source) {
        TraceSummary summary = source.summary();
        Seal seal = summary.seal();
        return summary.files().stream()
                .map(file -> file.substring(file.lastIndexOf('/') + 1) + ", recording " + summary.recording()
                        + (seal == null ? ", " + summary.ending().text() : ", last seal " + seal.hex()))
                .toList();
    }

    private static Opening.Builder shortened(TraceOrigin origin, List<String> names) {
        Opening.Builder opening = Opening.builder(origin, 0);
        names.stream().limit(MOST_NAMES).forEach(name -> opening.derivedFrom(Text.ofUtf8(name)));
        if (names.size() > MOST_NAMES) {
            opening.derivedFrom(Text.ofUtf8("and " + (names.size() - MOST_NAMES) + " more files"));
        }
        return opening.derivedFrom(Text.ofUtf8("the rest of their opening is longer than a record and was left out"));
    }

    /** The closing of a trace made from all of another, with the other's end. */
    static Closing closing(long atNs, String made, @Nullable Closing before, String otherwise) {
        String reason = made + "; the recording's end: "
                + TraceWriter.cut(before == null ? otherwise : EscapedText.of(before.reason()));
        boolean endUnknown = before == null || before.endUnknown();
        return endUnknown ? Closing.ofUnknownEnd(atNs, reason) : Closing.end(atNs, reason);
    }

    /** The closing of a trace made from all of another, with the other's end, as far as known. */
    public static Closing closing(String made, @Nullable Closing before) {
        return closing(before == null ? 0 : before.atNs(), made, before, "unknown");
    }

    /** The closing of a trace made from a part of another. */
    public static Closing closingOfPart(String made, @Nullable Closing before) {
        Closing whole = closing(made, before);
        return Closing.end(whole.atNs(), EscapedText.of(whole.reason()));
    }

    /**
     * Copies the cursor's remaining records. Openings are omitted, because the writer has its own; so are closings, the
     * last of which is returned.
     */
    public static CopyReport copy(RecordCursor from, TraceWriter to) throws IOException {
        long messages = 0;
        long bytes = 0;
        long gaps = 0;
        Closing closing = null;
        while (from.next()) {
            switch (from.kind()) {
                case OPENING -> {}
                case CLOSING -> closing = closingOf(from);
                case MESSAGE -> {
                    to.copy(from);
                    messages++;
                    bytes += from.length();
                }
                case GAP -> {
                    to.copy(from);
                    gaps++;
                }
                case FACTS, PROCFS, NOTE -> to.copy(from);
            }
        }
        return new CopyReport(messages, bytes, gaps, from.damage(), closing);
    }

    private static Closing closingOf(RecordCursor from) {
        return Closing.decode(from.buffer(), from.offset(), from.length());
    }
}
