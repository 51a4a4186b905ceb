// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.capture.files.RecordedFiles;
import dev.gvtrace.capture.files.RepairNotes;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.NewFile;
import dev.gvtrace.cli.io.OutputOptions;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.copy.CopyReport;
import dev.gvtrace.trace.copy.RepairedCopy;
import dev.gvtrace.trace.copy.TraceRepairer;
import dev.gvtrace.trace.source.TraceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Saves the readable parts of damaged traces. */
@Command(
        name = "repair",
        description = "Writes everything that is readable in a damaged trace to a new, sealed one.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The damaged trace is not changed. Messages keep their bytes, times and numbers;",
            "gaps and notes in the new trace name what is missing. Swapped or moved blocks are",
            "put back in place, duplicates are dropped. The exit code is 4 when something was",
            "missing or out of place. A trace that is only unsealed is copied completely.",
            "Each unsealed file of a directory gets a repaired copy, NAME.repaired.gvt, beside it or in OUT; existing",
            "copies are skipped. A file that cannot be repaired is reported, and the rest is repaired anyway; the exit code",
            "is that of the worst. Files that a recorder is still writing are left alone. Named by itself, such a file is",
            "repaired with what it holds so far.",
            "The ledger of the directory gets a line for each copy: from repair, or from the recorder that runs there. A",
            "ledger that is signed needs --sign-key with the same key; otherwise the next recorder adds the line."
        })
public final class RepairCommand implements Callable<Integer> {
    private final Streams streams;
    private final Set<String> notNoted = new HashSet<>();

    @Parameters(
            index = "0",
            paramLabel = "DAMAGED",
            description = "the trace; only this one file is read. Or a directory with traces")
    private Path input = Path.of("");

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "OUT",
            description = "the new trace. For a directory one for the new traces (default: beside the damaged ones)")
    private @Nullable Path output;

    @Option(
            names = "--all",
            description = "repair each file of the directory DAMAGED that is not sealed, as without it")
    private boolean all;

    @Mixin
    private OutputOptions options = new OutputOptions();

    public RepairCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (all || Files.isDirectory(input)) {
            return repairAll(output == null ? input : output);
        }
        if (output == null) {
            throw new CommandException(ExitCode.USAGE, "missing OUT: expected the new trace, or a directory to repair");
        }
        return repair(input, output);
    }

    private int repair(Path damaged, Path repaired) {
        try (NewFile file = NewFile.prepare(repaired, options.force(), List.of(damaged))) {
            CopyReport report = repair(damaged, file);
            file.finish();
            streams.report(report.messages() + " messages written to " + FileNames.text(repaired));
            RepairedCopy.in(repaired, damaged).ifPresent(this::note);
            return TraceCommand.reportDamage(streams, report.damage());
        } catch (IOException e) {
            throw NewFile.notWritten(repaired, e);
        }
    }

    private CopyReport repair(Path damaged, NewFile file) throws IOException {
        try {
            return TraceRepairer.repair(
                    damaged,
                    file.path(),
                    options.writerOptions(),
                    new PacketIndexer(),
                    TraceCommand.tool(),
                    Times.now());
        } catch (TraceException | NoSuchFileException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.message(e), e);
        }
    }

    /** Once: that the ledger cannot be written has the same reason for each file. */
    private void note(RepairedCopy copy) {
        RepairNotes.Outcome outcome = RepairNotes.note(copy, options.signer(), Times.now());
        if (outcome instanceof RepairNotes.Outcome.NotNoted not && notNoted.add(not.why())) {
            streams.report("not added to the ledger: " + not.why());
        }
    }

    private int repairAll(Path target) {
        if (!Files.isDirectory(input)) {
            throw new CommandException(ExitCode.NOT_READABLE, FileNames.text(input) + ": no directory");
        }
        if (!Files.isDirectory(target)) {
            throw new CommandException(ExitCode.NOT_WRITTEN, FileNames.text(target) + ": no directory");
        }
        List<TraceFiles.Unsealed> unsealed;
        Set<Path> written;
        try {
            written = RecordedFiles.under(input);
            unsealed = TraceFiles.unsealed(input);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.message(e), e);
        }
        int exitCode = ExitCode.DONE;
        int done = 0;
        int empty = 0;
        int live = 0;
        for (TraceFiles.Unsealed each : unsealed) {
            Path damaged = each.file();
            if (written.contains(damaged)) {
                streams.report(FileNames.text(damaged) + ": left alone, the recorder that runs there writes it");
                live++;
            } else if (!each.hasBlocks()) {
                streams.report(FileNames.text(damaged) + ": nothing to repair, no block was written to it");
                empty++;
            } else {
                int result = repairOne(damaged, repairedName(damaged));
                done += result == ExitCode.DONE || result == ExitCode.DAMAGED ? 1 : 0;
                exitCode = worse(exitCode, result);
            }
        }
        streams.report(done + " of " + (unsealed.size() - live) + " files that were not sealed have a repaired copy"
                + (empty == 0 ? "" : "; " + empty + " without a block need none")
                + (live == 0 ? "" : "; " + live + " are being recorded"));
        return exitCode;
    }

    /** In the same directory, or in the directory for the new ones with a name that contains the original directory. */
    private Path repairedName(Path damaged) {
        if (output == null) {
            return RepairedCopy.beside(damaged);
        }
        String text = FileNames.text(input.relativize(damaged)).replace('/', '_');
        return output.resolve(FileNames.path(RepairedCopy.name(text)));
    }

    private int repairOne(Path damaged, Path repaired) {
        Optional<RepairedCopy> before = options.force() ? Optional.empty() : RepairedCopy.in(repaired, damaged);
        if (before.isPresent()) {
            streams.report(FileNames.text(damaged) + ": repaired before, in " + FileNames.text(repaired));
            note(before.get());
            return ExitCode.DONE;
        }
        streams.report(FileNames.text(damaged) + ":");
        try {
            return repair(damaged, repaired);
        } catch (CommandException e) {
            streams.report(String.valueOf(e.getMessage()));
            return e.exitCode();
        } catch (UncheckedIOException e) {
            streams.report(FileNames.text(damaged) + ": " + e.getMessage());
            return ExitCode.NOT_READABLE;
        }
    }

    /** A write error takes precedence over a read error, and that over damage. */
    private static int worse(int a, int b) {
        List<Integer> order =
                List.of(ExitCode.DONE, ExitCode.DAMAGED, ExitCode.NOT_READABLE, ExitCode.USAGE, ExitCode.NOT_WRITTEN);
        return order.indexOf(b) > order.indexOf(a) ? b : a;
    }
}
