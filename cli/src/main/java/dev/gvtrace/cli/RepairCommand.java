// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.trace.CopyReport;
import dev.gvtrace.trace.FileNames;
import dev.gvtrace.trace.TraceRepairer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Saves what can be read of a damaged trace. */
@Command(
        name = "repair",
        description = "Writes a new, sealed trace with everything that can be read of a damaged one.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The damaged trace is not changed. Messages keep their bytes, times and numbers;",
            "what is missing is in the new trace as gaps and notes. The exit code is 4 when",
            "something is missing. A trace that was merely not sealed comes out whole."
        })
final class RepairCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "DAMAGED", description = "the trace; only this one file is read")
    private Path input = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "the new trace")
    private Path output = Path.of("");

    @Mixin
    private OutputOptions options = new OutputOptions();

    RepairCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        try (NewFile file = NewFile.prepare(output, options.force(), List.of(input))) {
            CopyReport report = repair(file);
            file.finish();
            streams.tell(report.messages() + " messages written to " + FileNames.text(output));
            return TraceCommand.tellDamage(streams, report.damage());
        } catch (IOException e) {
            throw NewFile.notWritten(output, e);
        }
    }

    private CopyReport repair(NewFile file) throws IOException {
        try {
            return TraceRepairer.repair(
                    input, file.path(), options.writerOptions(), new PacketIndexer(), TraceCommand.tool(), Times.now());
        } catch (dev.gvtrace.trace.TraceException | java.nio.file.NoSuchFileException e) {
            throw new CommandException(ExitCode.NOT_READABLE, Traces.message(e), e);
        }
    }
}
