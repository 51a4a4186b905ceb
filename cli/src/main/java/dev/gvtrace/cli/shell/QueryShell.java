// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.rules.RuleFiles;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.stage.StageParser;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.derived.AlertTable;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Takes commands and prints answers: from {@code -e}, from a terminal with history and completion, or from a pipe. */
public final class QueryShell {
    private static final String PROMPT = "gvtrace> ";
    private static final String RULES = "rules";

    private final int traces;
    private final Catalogs catalogs;
    private final Answers answers;
    private final TableRenderer.Format format;
    private final Streams streams;

    /** A shell over these tables. */
    public QueryShell(TraceTables tables, Catalogs catalogs, TableRenderer.Format format, Streams streams) {
        traces = tables.sources().size();
        answers = new Answers(tables, streams, "gvtrace query");
        this.catalogs = catalogs;
        this.format = format;
        this.streams = streams;
    }

    /** Runs the commands in order; the first invalid one ends the run with exit code 2. */
    public int run(List<String> commands) {
        int worst = ExitCode.DONE;
        for (String command : commands) {
            int exitCode = execute(command);
            if (exitCode == ExitCode.USAGE) {
                return exitCode;
            }
            worst = Math.max(worst, exitCode);
        }
        return worst;
    }

    /** Reads commands until quit or the end of input. */
    public int interact() throws IOException {
        if (!streams.terminals().in() || !streams.terminals().out()) {
            return readPlainLines();
        }
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .completer(new QueryCompleter(catalogs.binding()))
                    .variable(LineReader.HISTORY_FILE, historyFile())
                    // a condition may hold ! and \, which are neither history nor escapes
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            streams.report(
                    traces == 1 ? "one trace; help lists the commands" : traces + " traces; help lists the commands");
            // while a command runs; at the prompt the reader has a handler of its own
            terminal.handle(Terminal.Signal.INT, signal -> answers.cancel());
            while (true) {
                try {
                    String line = reader.readLine(PROMPT);
                    if (isQuit(line)) {
                        return ExitCode.DONE;
                    }
                    executeAtTerminal(line);
                    streams.flush();
                } catch (UserInterruptException e) {
                    // Ctrl-C drops the line
                } catch (EndOfFileException e) {
                    return ExitCode.DONE;
                }
            }
        }
    }

    private int readPlainLines() throws IOException {
        PipedLines lines = new PipedLines(streams.in());
        int worst = ExitCode.DONE;
        for (String line = lines.next(); line != null && !isQuit(line); line = lines.next()) {
            worst = Math.max(worst, execute(line));
        }
        return worst;
    }

    private static boolean isQuit(String line) {
        String word = line.strip();
        return word.equals("quit") || word.equals("exit");
    }

    private void executeAtTerminal(String line) {
        answers.reset();
        execute(line);
        if (answers.isCancelled()) {
            streams.report("interrupted");
        }
    }

    private int execute(String line) {
        String command = line.strip();
        if (command.isEmpty() || command.startsWith("#")) {
            return ExitCode.DONE;
        }
        if (command.equals("help") || command.equals("?")) {
            help();
            return ExitCode.DONE;
        }
        try {
            List<String> words = QueryCatalog.words(command);
            if (words.get(0).equals(RULES)) {
                return loadRules(words.subList(1, words.size()));
            }
            return answers.print(answers.parse(command), format, null);
        } catch (CommandException e) {
            streams.flush();
            streams.report("gvtrace query: " + e.getMessage());
            return e.exitCode();
        } catch (RequestException e) {
            streams.flush();
            e.messages().forEach(message -> streams.report("gvtrace query: " + message));
            return ExitCode.USAGE;
        } catch (ProviderFailedException e) {
            streams.flush();
            streams.report("gvtrace query: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (UncheckedIOException e) {
            streams.report("gvtrace query: " + e.getMessage());
            return ExitCode.NOT_WRITTEN;
        }
    }

    private int loadRules(List<String> files) throws RequestException {
        if (files.isEmpty()) {
            throw new RequestException("rules: expected rule files or directories");
        }
        LoadedRules loaded = new RuleFiles(streams, catalogs).require(files);
        RuleSet rules = RuleSet.of(loaded);
        answers.add(new AlertTable(rules, EngineOptions.of(MatchMode.FIRST, rules)));
        int count = loaded.rules().size();
        streams.report(
                "gvtrace query: " + count + (count == 1 ? " rule" : " rules") + " loaded; alerts has what they match");
        return ExitCode.DONE;
    }

    private void help() {
        for (QueryCatalog.Info command : QueryCatalog.all()) {
            printHelp(command.name() + " " + command.synopsis(), command.description());
        }
        streams.println("Stages, each after a |:");
        for (StageParser.Info stage : StageParser.all()) {
            printHelp(stage.name() + " " + stage.synopsis(), stage.description());
        }
        printHelp("rules FILE...", "loads rules for the table alerts");
        streams.println("  help" + " ".repeat(54) + "this list");
        streams.println("  quit" + " ".repeat(54) + "ends the shell, as Ctrl-D does");
        streams.println("T is 2026-11-21T23:52:22.133Z, 23:52:22, +2s from the beginning, -15m from the end, evt:120,"
                + " evt:120-5s or end.");
        streams.println("CONDITION is Falco's: events evt.type = openat and fd.name startswith /etc");
    }

    private void printHelp(String head, String description) {
        streams.println("  " + head + " ".repeat(Math.max(1, 58 - head.length())) + description);
    }

    private Path historyFile() throws IOException {
        String state = streams.environment().get("XDG_STATE_HOME");
        Path home = FileNames.path(streams.environment().getOrDefault("HOME", "/"));
        Path folder = (state == null || state.isEmpty() ? home.resolve(".local/state") : FileNames.path(state))
                .resolve("gvtrace");
        Files.createDirectories(folder);
        return folder.resolve("query-history");
    }
}
