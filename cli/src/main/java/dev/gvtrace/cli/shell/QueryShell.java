// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.shell.casefile.CaseFiles;
import dev.gvtrace.cli.shell.terminal.TerminalLoop;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.TraceTables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes lines from {@code -e}, from a terminal or from a pipe, and has them run. */
public final class QueryShell {
    private final int traces;
    private final Catalogs catalogs;
    private final LineRunner runner;
    private final Streams streams;

    /**
     * A shell over these tables.
     *
     * @param caseFile where marks are; null for a file beside each trace
     */
    public QueryShell(
            TraceTables tables,
            Catalogs catalogs,
            TableRenderer.Format format,
            @Nullable Path caseFile,
            Streams streams) {
        traces = tables.sources().size();
        this.catalogs = catalogs;
        this.streams = streams;
        Answers answers = new Answers(tables, streams, "gvtrace query");
        List<ShellCommand> commands = new ArrayList<>();
        LoadedRuleSet ruleSet = new LoadedRuleSet();
        commands.add(new RulesCommand(answers, ruleSet, catalogs, streams));
        Position position = new Position(tables.sources());
        EventReader reader = new EventReader(answers);
        commands.add(new GotoCommand(position, reader, streams));
        commands.add(new StepCommand(StepCommand.Direction.NEXT, position, answers, format, streams));
        commands.add(new StepCommand(StepCommand.Direction.BACK, position, answers, format, streams));
        commands.add(new ShowCommand(position, reader, answers, catalogs.binding(), format));
        commands.add(new ExplainCommand(position, reader, ruleSet, answers, format, streams));
        commands.add(new IocCommand(answers, catalogs.binding(), format, streams));
        CaseFiles cases = new CaseFiles(tables.sources(), caseFile);
        commands.add(new MarkCommand(position, reader, cases, Clock.systemUTC(), streams));
        commands.add(new MarksCommand(cases, answers, format, streams));
        commands.add(new UnmarkCommand(cases, Clock.systemUTC(), streams));
        commands.add(new DiffCommand(answers, format));
        commands.add(new HelpCommand(commands, streams));
        runner = new LineRunner(answers, position, commands, format, streams);
    }

    /** Runs the commands in order; the first invalid one ends the run with exit code 2. */
    public int run(List<String> commands) {
        int worst = ExitCode.DONE;
        for (String command : commands) {
            int exitCode = runner.execute(command);
            if (exitCode == ExitCode.USAGE) {
                return exitCode;
            }
            worst = Math.max(worst, exitCode);
        }
        return worst;
    }

    /** Reads lines until quit or the end of input. */
    public int interact() throws IOException {
        if (streams.terminals().in() && streams.terminals().out()) {
            return new TerminalLoop(runner, catalogs.binding(), traces, streams).run();
        }
        PipedLines lines = new PipedLines(streams.in());
        int worst = ExitCode.DONE;
        for (String line = lines.next(); line != null && !TerminalLoop.isQuit(line); line = lines.next()) {
            worst = Math.max(worst, runner.execute(line));
        }
        return worst;
    }
}
