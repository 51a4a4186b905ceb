// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.OutputOptions;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.copy.CopyReport;
import dev.gvtrace.trace.copy.TraceCopier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a {@code .gvt} trace from a file of gVisor's tracereplay tool. */
@Command(
        name = "import",
        description = "Converts a file saved by gVisor's tracereplay tool to a trace.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The file may be compressed with zstd. It has no receive times, so the",
            "trace has none; export restores the same bytes."
        })
public final class ImportCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "TRACEREPLAY_FILE", description = "the file; - for standard input")
    private Path input = Path.of("-");

    @Parameters(index = "1", paramLabel = "GVT_FILE", description = "the new trace; - for standard output")
    private Path output = Path.of("-");

    @Mixin
    private OutputOptions options = new OutputOptions();

    public ImportCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        try (TraceSource source = Traces.open(List.of(input)).sources().get(0)) {
            if (source.opening().importConfig() == null || source.summary().recording() != null) {
                throw new CommandException(
                        ExitCode.USAGE,
                        FileNames.text(input) + ": is a .gvt trace already, expected a tracereplay file");
            }
            long now = Times.now();
            Opening opening = source.opening().toBuilder()
                    .createdNs(now)
                    .tool(Text.ofUtf8(TraceCommand.tool()))
                    .build();
            CopyReport report = TraceCommand.write(streams, output, options, List.of(input), opening, writer -> {
                try (RecordCursor cursor = source.records(Selection.all())) {
                    CopyReport copied = TraceCopier.copy(cursor, writer);
                    writer.seal(
                            Closing.end(now, copied.damage().isEmpty() ? "imported" : "imported; the file was cut"));
                    return copied;
                }
            });
            return TraceCommand.reportDamage(streams, report.damage());
        }
    }
}
