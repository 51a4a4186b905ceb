// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.FormatChoice;
import dev.gvtrace.cli.io.NewFile;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.export.ExportFormat;
import dev.gvtrace.trace.Damage;
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

/** Writes a trace in the layout of another tool. */
@Command(
        name = "export",
        description = "Writes the messages of a trace in the layout of gVisor's tracereplay tool.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The layout holds packets only: receive times, facts, notes and gaps are left",
            "out. An imported trace is restored to the original file, byte for byte."
        })
public final class ExportCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "GVT_FILE", description = "the trace; - for standard input")
    private Path input = Path.of("-");

    @Parameters(index = "1", paramLabel = "OUT", description = "the new file; - for standard output")
    private Path output = Path.of("-");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "tracereplay",
            converter = Formats.class,
            completionCandidates = Formats.class,
            description = "tracereplay")
    @SuppressWarnings("NullAway.Init")
    private ExportFormat format;

    @Option(names = "--force", description = "replace the output if it exists")
    private boolean force;

    /** The layouts of others. */
    static final class Formats extends FormatChoice<ExportFormat> {
        Formats(Catalogs catalogs) {
            super(catalogs::exportFormats);
        }
    }

    public ExportCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        try (TraceSource source = Traces.openOne(input)) {
            List<Damage> damage = TraceCommand.isStandardOutput(output) ? toStandardOutput(source) : toFile(source);
            return TraceCommand.reportDamage(streams, damage);
        }
    }

    private List<Damage> toStandardOutput(TraceSource source) {
        try {
            return format.write(source, streams.out());
        } catch (IOException e) {
            throw Streams.notWritten(e);
        }
    }

    private List<Damage> toFile(TraceSource source) {
        try (NewFile file = NewFile.prepare(output, force, List.of(input))) {
            List<Damage> damage;
            try (OutputStream out = new BufferedOutputStream(Channels.newOutputStream(Files.newByteChannel(
                    file.path(),
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))))) {
                damage = format.write(source, out);
            }
            file.finish();
            return damage;
        } catch (IOException e) {
            throw NewFile.notWritten(output, e);
        }
    }
}
