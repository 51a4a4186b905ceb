// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.cli.shell.QueryShell;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens traces for questions: single ones with {@code -e}, else in the shell. */
@Command(
        name = "query",
        description = "Answers questions about traces: an interactive shell, or with -e single commands.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Commands of the shell: ps, pstree, lsof, sockstat, env (each with --at T: absolute, +2s from the beginning,",
            "-15m from the end, evt:120), events [CONDITION] [--from T] [--to T] [--limit N], weird, gaps, help, quit."
        })
final class QueryCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "trace files, directories with traces, - for standard input")
    private List<Path> traces = List.of();

    @Option(
            names = "-e",
            paramLabel = "COMMAND",
            description = "run this command and no shell; may be given several times")
    private List<String> commands = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json (one object a line) or csv")
    private TableRenderer.Format format = TableRenderer.Format.TABLE;

    @Option(names = "--resolved", description = "names as the Sentry resolved them, where it said so")
    private boolean resolved;

    QueryCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        List<TraceSource> sources = Traces.open(traces);
        try {
            QueryShell shell = new QueryShell(sources, resolved, format, streams);
            return commands.isEmpty() ? shell.interact() : shell.run(commands);
        } finally {
            for (TraceSource source : sources) {
                source.close();
            }
        }
    }
}
