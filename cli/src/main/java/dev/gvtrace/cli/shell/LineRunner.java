// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.shell.terminal.TerminalCommands;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.RequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the lines of a shell one by one: commands of the shell itself, else questions. What is wrong with a line is
 * reported, and the next one can follow. One thread runs lines; any thread may {@link #cancel} the one that runs.
 */
final class LineRunner implements TerminalCommands {
    private final Map<String, ShellCommand> commands = new LinkedHashMap<>();
    private final Answers answers;
    private final Position position;
    private final TableRenderer.Format format;
    private final Streams streams;

    /** Runs these commands, and prints the answers to questions in a format. */
    LineRunner(
            Answers answers,
            Position position,
            Collection<ShellCommand> commands,
            TableRenderer.Format format,
            Streams streams) {
        commands.forEach(command -> this.commands.put(command.info().name(), command));
        this.answers = answers;
        this.position = position;
        this.format = format;
        this.streams = streams;
    }

    @Override
    public Collection<QueryCatalog.Info> infos() {
        return commands.values().stream().map(ShellCommand::info).toList();
    }

    @Override
    public String prompt() {
        return position.prompt();
    }

    /** Runs a line and returns its exit code; one that is empty or begins with {@code #} does nothing. */
    int execute(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return ExitCode.DONE;
        }
        try {
            String name = QueryCatalog.words(text).get(0);
            ShellCommand command = text.startsWith(name) ? commands.get(name.equals("?") ? "help" : name) : null;
            return command == null
                    ? answers.print(answers.parse(text, position.moment()), format, null)
                    : command.run(text.substring(name.length()).strip());
        } catch (CommandException e) {
            report(e.getMessage());
            return e.exitCode();
        } catch (RequestException e) {
            e.messages().forEach(this::report);
            return ExitCode.USAGE;
        } catch (ProviderFailedException e) {
            report(e.getMessage());
            return ExitCode.USAGE;
        } catch (IOException | UncheckedIOException e) {
            report(e.getMessage());
            return ExitCode.NOT_WRITTEN;
        }
    }

    @Override
    public void run(String line) {
        answers.reset();
        execute(line);
        if (answers.isCancelled()) {
            streams.report("interrupted");
        }
        streams.flush();
    }

    @Override
    public void cancel() {
        answers.cancel();
    }

    private void report(String message) {
        streams.flush();
        streams.report("gvtrace query: " + message);
    }
}
