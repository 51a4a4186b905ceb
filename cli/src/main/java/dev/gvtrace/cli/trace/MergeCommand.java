// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.OutputOptions;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.copy.CopyReport;
import dev.gvtrace.trace.copy.TraceCopier;
import dev.gvtrace.trace.copy.TraceMerger;
import dev.gvtrace.trace.gvt.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Merges traces of one recording. */
@Command(
        name = "merge",
        description = "Merges several traces of one recording (segments, slices, damaged copies) into one.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Messages are ordered by number; a message in several traces is copied once. What is",
            "lost in one damaged copy is taken from another. Traces of different sandboxes are",
            "not merged: all commands take several traces at once. Merging a single trace that",
            "was flushed often makes it smaller."
        })
public final class MergeCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(
            paramLabel = "TRACE",
            arity = "2..*",
            description = "traces or directories, then the new trace; - for standard input and output")
    private List<Path> paths = List.of();

    @Mixin
    private OutputOptions options = new OutputOptions();

    public MergeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> inputs = paths.subList(0, paths.size() - 1);
        Path output = paths.get(paths.size() - 1);
        try (OpenTraces opened = Traces.open(inputs)) {
            List<TraceSource> sources = opened.sources();
            checkSameRecording(sources);
            Opening opening = TraceCopier.openingFrom(sources, TraceCommand.tool(), Times.now());
            List<RecordCursor> cursors = new ArrayList<>();
            try {
                sources.forEach(source -> cursors.add(source.records(Selection.all())));
                CopyReport report =
                        TraceCommand.write(streams, output, options, inputs, opening, writer -> merge(cursors, writer));
                return TraceCommand.reportDamage(streams, report.damage());
            } finally {
                cursors.forEach(RecordCursor::close);
            }
        }
    }

    private static CopyReport merge(List<RecordCursor> cursors, TraceWriter writer) throws IOException {
        CopyReport report;
        try {
            report = TraceMerger.merge(cursors, writer);
        } catch (TraceMerger.ConflictException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        writer.seal(TraceCopier.closing("merged", report.closing()));
        return report;
    }

    private static void checkSameRecording(List<TraceSource> sources) {
        UUID first = recording(sources.get(0));
        for (TraceSource source : sources) {
            UUID other = recording(source);
            if (sources.size() > 1 && (other == null || !other.equals(first))) {
                throw new CommandException(
                        ExitCode.USAGE,
                        source.summary().files().get(0) + ": is of recording " + other + ", expected " + first
                                + " as in " + sources.get(0).summary().files().get(0));
            }
        }
    }

    private static @Nullable UUID recording(TraceSource source) {
        UUID derived = source.opening().sourceRecording();
        return derived == null ? source.summary().recording() : derived;
    }
}
