// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.FormatChoice;
import dev.gvtrace.cli.io.NewFile;
import dev.gvtrace.cli.io.OutputOptions;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a trace in the layout of another tool, or a copy of it without secrets. */
@Command(
        name = "export",
        description =
                "Writes the messages of a trace in the layout of gVisor's tracereplay tool, or a copy without secrets.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The layout holds packets only: receive times, facts, notes and gaps are left",
            "out. An imported trace is restored to the original file, byte for byte.",
            "",
            "--redact writes a trace instead: each message and record of the original is",
            "in it, in the same place, with markers [redacted:RULE] where a rule found",
            "something. The copy describes which parts differ, so that gvtrace verify",
            "--original checks it. Look at what would be taken out first:",
            "",
            "  gvtrace export --redact builtin --redact-dry-run TRACE",
            "  gvtrace export --redact builtin,mine.yaml -o COPY.gvt TRACE",
            "  gvtrace verify --original TRACE COPY.gvt"
        })
public final class ExportCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "GVT_FILE", description = "the trace; - for standard input")
    private Path input = Path.of("-");

    @Parameters(index = "1", arity = "0..1", paramLabel = "OUT", description = "the new file; - for standard output")
    private @Nullable Path output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "tracereplay",
            converter = Formats.class,
            completionCandidates = Formats.class,
            description = "tracereplay")
    @SuppressWarnings("NullAway.Init")
    private ExportFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "the new file, instead of the second argument")
    private @Nullable Path named;

    @Mixin
    private OutputOptions options = new OutputOptions();

    @Mixin
    private RedactionOptions redaction = new RedactionOptions();

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
        redaction.check();
        if (options.isSigned() && !redaction.isGiven()) {
            throw new CommandException(ExitCode.USAGE, "--sign-key needs --redact: other layouts have no signature");
        }
        Path target = target();
        try (TraceSource source = Traces.openOne(input)) {
            if (redaction.isGiven()) {
                return new RedactedExport(streams, redaction, options).run(source, input, target);
            }
            List<Damage> damage =
                    TraceCommand.isStandardOutput(target) ? toStandardOutput(source) : toFile(source, target);
            return TraceCommand.reportDamage(streams, damage);
        }
    }

    private Path target() {
        if (output != null && named != null) {
            throw new CommandException(ExitCode.USAGE, "two outputs: expected one of OUT and --output");
        }
        Path target = output == null ? named : output;
        if (target == null && !redaction.prints()) {
            throw new CommandException(
                    ExitCode.USAGE, "missing required parameter: 'OUT' (see 'gvtrace export --help')");
        }
        return target == null ? TraceCommand.STANDARD_OUTPUT : target;
    }

    private List<Damage> toStandardOutput(TraceSource source) {
        try {
            return format.write(source, streams.out());
        } catch (IOException e) {
            throw Streams.notWritten(e);
        }
    }

    private List<Damage> toFile(TraceSource source, Path target) {
        try (NewFile file = NewFile.prepare(target, options.force(), List.of(input))) {
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
            throw NewFile.notWritten(target, e);
        }
    }
}
