// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.TraceTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens traces for questions: single ones with {@code -e}, else in the shell. */
@Command(
        name = "query",
        description = "Answers questions about traces: an interactive shell, or with -e single commands.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Commands:",
            "",
            "ps, pstree [PID...] [--at T]  processes that ever were, with --at those that live then;",
            "flat or as a tree",
            "lsof, sockstat [PID...] [--at T]  open descriptors; sockets with both ends",
            "env [PID...] [--at T]  environments",
            "events [CONDITION] [--from T] [--to T] [--limit N]  events that a condition matches",
            "weird  silent threads, concealed calls, packets that break the protocol",
            "gaps  where messages were lost",
            "TABLE [CONDITION] [OPTION...]  rows of a table that a condition on its columns",
            "matches; tables are processes, executions, files, connections, identities,",
            "containers, mounts, descriptors, sockets, environment and messages",
            "help, quit  the list of commands; the end",
            "",
            "A moment T is 2026-11-21T23:52:22.133Z, +2s from the beginning, -15m from the",
            "end, evt:120 or end. Without --at lsof, sockstat and env show the end.",
            "",
            "A condition is one of a Falco rule, over the fields that gvtrace fields lists,",
            "without macros and lists. Ids are those of the root PID namespace.",
            "",
            "Text from a trace is escaped in tables and CSV: control characters and bytes that",
            "are not UTF-8 as \\xHH, the backslash as \\\\.",
            "",
            "Examples:",
            "",
            "  gvtrace query trace.gvt -e 'pstree --at +2s'",
            "  gvtrace query trace.gvt -e 'events evt.is_open_write = true'",
            "  gvtrace query traces -e 'events fd.name startswith /etc --limit 10'",
            "  gvtrace query trace.gvt -e 'processes name in (sh, bash) --at +2s'",
            "  gvtrace query trace.gvt --format json -e 'lsof 7 --at evt:120'"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, also without a row",
            "2:an invalid command or option",
            "3:not readable, or not a trace",
            "4:damaged, the answer is partial",
            "7:output not written"
        })
public final class QueryCommand implements Callable<Integer> {
    private final Streams streams;
    private final Catalogs catalogs;

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
            description = "table, json (one object a line), csv or markdown")
    private TableRenderer.Format format = TableRenderer.Format.TABLE;

    @Mixin
    private ResolvedNames resolved = new ResolvedNames();

    public QueryCommand(Streams streams, Catalogs catalogs) {
        this.streams = streams;
        this.catalogs = catalogs;
    }

    @Override
    public Integer call() throws IOException {
        try (OpenTraces opened = Traces.open(traces)) {
            TraceTables tables = new TraceTables(opened.sources(), catalogs.tables(), resolved.wanted());
            QueryShell shell = new QueryShell(tables, catalogs, format, streams);
            return commands.isEmpty() ? shell.interact() : shell.run(commands);
        }
    }
}
