// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.rules.RuleFiles;
import dev.gvtrace.cli.shell.casefile.CaseFiles;
import dev.gvtrace.cli.shell.terminal.AnswerScreen;
import dev.gvtrace.cli.shell.terminal.TerminalLoop;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.TableCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes lines from {@code -e}, from a terminal or from a pipe, and has them run. */
final class QueryShell implements AutoCloseable {
    private final int traces;
    private final Catalogs catalogs;
    private final LineRunner runner;
    private final Streams streams;
    private final AnswerScreen screen;
    private final ShellSettings settings;
    private final SampledValues values;
    private final SqlCommand sql;
    private final StartFile startFile;
    private final boolean withoutStartFile;
    private final boolean failsOnRows;

    /**
     * A shell over these tables.
     *
     * @param caseFile where marks are; null for a file beside each trace
     * @param process the streams of this process
     */
    QueryShell(
            TraceTables tables,
            Catalogs catalogs,
            TableRenderer.Format format,
            @Nullable Path caseFile,
            ShellOptions options,
            Streams process) {
        traces = tables.sources().size();
        this.catalogs = catalogs;
        screen = new AnswerScreen(process);
        screen.setPaging(!options.unpaged());
        streams = screen.streams();
        withoutStartFile = options.withoutStartFile();
        failsOnRows = options.failsOnRows();
        Answers answers = new Answers(tables, streams, "gvtrace query");
        screen.whenLeft(answers::cancel);
        settings = new ShellSettings(format, options, screen, process);
        answers.show(settings);
        SavedQuestions questions = new SavedQuestions();
        values = new SampledValues(answers::tables);
        List<ShellCommand> commands = new ArrayList<>();
        RuleFiles ruleFiles = new RuleFiles(streams, catalogs);
        LoadedRuleSet ruleSet = new LoadedRuleSet(ruleFiles);
        answers.add(ruleSet.builtInAlerts());
        commands.add(new RulesCommand(answers, ruleSet, ruleFiles, streams));
        Position position = new Position(tables.sources());
        EventReader reader = new EventReader(answers);
        commands.add(new GotoCommand(position, reader, streams));
        commands.add(new StepCommand(StepCommand.Direction.NEXT, position, answers, settings::format, streams));
        commands.add(new StepCommand(StepCommand.Direction.BACK, position, answers, settings::format, streams));
        commands.add(new ShowCommand(position, reader, answers, catalogs.binding(), settings::format));
        commands.add(new ExplainCommand(position, reader, ruleSet, answers, settings::format, streams));
        commands.add(new IocCommand(answers, catalogs.binding(), settings::format, streams));
        CaseFiles cases = new CaseFiles(tables.sources(), caseFile);
        commands.add(new MarkCommand(position, reader, cases, Clock.systemUTC(), streams));
        commands.add(new MarksCommand(cases, answers, settings::format, streams));
        commands.add(new UnmarkCommand(cases, Clock.systemUTC(), streams));
        commands.add(new DiffCommand(answers, settings::format));
        sql = new SqlCommand(answers, position, catalogs.binding(), options.sqlTimeout());
        commands.add(sql);
        SetCommand set = new SetCommand(settings, streams);
        commands.add(set);
        DefineCommand define = new DefineCommand(questions, this::isTaken, streams);
        commands.add(define);
        startFile = new StartFile(set, define, process);
        commands.add(
                new HelpCommand(commands, questions, answers::tables, catalogs.binding(), screen::columns, streams));
        runner = new LineRunner(
                answers, position, commands, new ShellState(settings, questions, values, screen), streams);
    }

    /** The commands of the shell itself. */
    Collection<QueryCatalog.Info> infos() {
        return runner.infos();
    }

    /** The tables that can be asked. */
    TableCatalog tables() {
        return runner.tables();
    }

    /**
     * Runs the commands in order; the first invalid one ends the run with exit code 2. The rows of several are kept
     * apart.
     */
    int run(List<String> commands) {
        runner.separate(commands.size() > 1);
        int worst = ExitCode.DONE;
        for (String command : commands) {
            int exitCode = answered(command);
            if (exitCode == ExitCode.USAGE) {
                return exitCode;
            }
            worst = Math.max(worst, exitCode);
        }
        return rowsFound(worst);
    }

    /** The exit code of lines of a script, of which the worst has this one. */
    private int rowsFound(int worst) {
        return failsOnRows && worst == ExitCode.DONE && runner.hadRows() ? ExitCode.FOUND : worst;
    }

    /** Runs a line whose answer may go to a pager. */
    private int answered(String line) {
        screen.begin(runner::progress);
        try {
            return runner.execute(line);
        } finally {
            screen.end();
        }
    }

    /** True for the name of a command or table; saved questions have other names. */
    private boolean isTaken(String name) {
        return runner.isTaken(name);
    }

    /** Ends what reads the traces. */
    @Override
    public void close() throws IOException {
        sql.close();
        values.close();
        screen.close();
    }

    /** Reads lines until quit or the end of input. */
    int interact() throws IOException {
        if (streams.terminals().in() && streams.terminals().out()) {
            if (!withoutStartFile) {
                startFile.read();
            }
            return new TerminalLoop(runner, screen, catalogs.binding(), traces, settings::hasColours, streams).run();
        }
        PipedLines lines = new PipedLines(streams.in());
        int worst = ExitCode.DONE;
        for (String line = lines.next(); line != null && !TerminalLoop.isQuit(line); line = lines.next()) {
            worst = Math.max(worst, runner.execute(line));
        }
        return rowsFound(worst);
    }
}
