// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.NewFile;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceReplayWriter;
import dev.gvtrace.trace.TraceSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a trace in a layout of others. */
@Command(
        name = "export",
        description = "Writes the messages of a trace in the layout of gVisor's tracereplay tool.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The layout holds packets only: times of receipt, facts, notes and gaps stay",
            "behind. Of an imported trace the result is the imported file, byte for byte."
        })
public final class ExportCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "GVT_FILE", description = "the trace; - for standard input")
    private Path input = Path.of("-");

    @Parameters(index = "1", paramLabel = "OUT", description = "the new file; - for standard output")
    private Path output = Path.of("-");

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "tracereplay", description = "tracereplay")
    @SuppressWarnings("UnusedVariable")
    private Format format = Format.TRACEREPLAY;

    @Option(names = "--force", description = "replace the output if it is there")
    private boolean force;

    /** Layouts that can be written. */
    enum Format {
        TRACEREPLAY
    }

    public ExportCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        List<TraceSource> sources = Traces.open(List.of(input));
        try (TraceSource source = sources.get(0);
                RecordCursor cursor = source.records(Selection.all())) {
            if (sources.size() > 1) {
                throw new CommandException(
                        ExitCode.USAGE, input + ": holds " + sources.size() + " traces, expected one");
            }
            if (TraceCommand.isStandardOutput(output)) {
                toStandardOutput(source, cursor);
            } else {
                toFile(source, cursor);
            }
            return TraceCommand.tellDamage(streams, cursor.damage());
        }
    }

    private void toStandardOutput(TraceSource source, RecordCursor cursor) {
        try {
            copy(cursor, new TraceReplayWriter(streams.out(), source.opening()));
        } catch (IOException e) {
            throw Streams.notWritten(e);
        }
    }

    private void toFile(TraceSource source, RecordCursor cursor) {
        try (NewFile file = NewFile.prepare(output, force, List.of(input))) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(Files.newByteChannel(
                    file.path(),
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))));
            try (TraceReplayWriter writer = new TraceReplayWriter(out, source.opening())) {
                copy(cursor, writer);
            }
            file.finish();
        } catch (IOException e) {
            throw NewFile.notWritten(output, e);
        }
    }

    private static void copy(RecordCursor cursor, TraceReplayWriter writer) throws IOException {
        while (cursor.next()) {
            if (cursor.kind() == RecordKind.MESSAGE) {
                writer.packet(cursor.buffer(), cursor.offset(), cursor.length());
            }
        }
    }
}
