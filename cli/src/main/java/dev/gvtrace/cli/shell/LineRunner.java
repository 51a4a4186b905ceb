// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.shell.terminal.TerminalCommands;
import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.line.KnownValues;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.text.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the lines of a shell one by one: commands of the shell itself, else questions. What is wrong with a line is
 * reported, and the next one can follow. One thread runs lines; any thread may {@link #cancel} the one that runs.
 */
final class LineRunner implements TerminalCommands {
    /** A summary of more messages takes longer than opening a shell may. */
    private static final long MOST_AT_ONCE = 1_000_000;

    private final Map<String, ShellCommand> commands = new LinkedHashMap<>();
    private final Answers answers;
    private final Position position;
    private final ShellState state;
    private final Streams streams;
    private boolean separated;

    /** Runs these commands, and answers questions. */
    LineRunner(
            Answers answers, Position position, Collection<ShellCommand> commands, ShellState state, Streams streams) {
        commands.forEach(command -> this.commands.put(command.info().name(), command));
        this.answers = answers;
        this.position = position;
        this.state = state;
        this.streams = streams;
    }

    @Override
    public Collection<QueryCatalog.Info> infos() {
        List<QueryCatalog.Info> infos = new ArrayList<>();
        commands.values().forEach(command -> infos.add(command.info()));
        infos.addAll(state.questions().infos());
        return infos;
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
        Presentation presentation = Presentation.of(text);
        try {
            String question = state.questions().expanded(presentation.line());
            return state.settings().during(presentation, () -> answer(question));
        } catch (CommandException e) {
            report(String.valueOf(e.getMessage()));
            return e.exitCode();
        } catch (RequestException e) {
            e.messages().forEach(message -> report(message, text));
            return ExitCode.USAGE;
        } catch (ProviderFailedException e) {
            report(String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        } catch (IOException | UncheckedIOException e) {
            report(String.valueOf(e.getMessage()));
            return ExitCode.NOT_WRITTEN;
        }
    }

    private int answer(String text) throws RequestException, IOException {
        String name = SqlCommand.isStatement(text)
                ? SqlCommand.NAME
                : QueryCatalog.words(text).get(0);
        if (separated) {
            answers.separation().begin(name, text);
        }
        ShellCommand command = text.startsWith(name) ? commands.get(name.equals("?") ? "help" : name) : null;
        if (command != null) {
            return command.run(text.substring(name.length()).strip());
        }
        String nearest = isKnown(name) ? null : NearestName.of(name, names());
        if (nearest != null) {
            throw new RequestException("unknown command '" + name + "'; nearest: " + nearest);
        }
        return answers.print(
                answers.parse(text, position.moment()), state.settings().format(), null);
    }

    private boolean isKnown(String name) {
        return names().contains(name);
    }

    /** From now on the answers to lines are separated, or not. */
    void separate(boolean wanted) {
        separated = wanted;
    }

    /** True if any answer had a row. */
    boolean hadRows() {
        return answers.hadRows();
    }

    /** True for the name of a command or table. */
    boolean isTaken(String name) {
        return isKnown(name) && !state.questions().all().containsKey(name);
    }

    /** All words that a line may begin with. */
    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        QueryCatalog.all().forEach(info -> names.add(info.name()));
        infos().forEach(info -> names.add(info.name()));
        tables().all().forEach(table -> names.add(table.schema().name()));
        return names;
    }

    @Override
    public TableCatalog tables() {
        return answers.tables().catalog();
    }

    @Override
    public KnownValues values() {
        return state.values();
    }

    @Override
    public List<String> status() {
        return state.settings().showsStatus() ? StatusFacts.of(answers.tables().sources()) : List.of();
    }

    @Override
    public @Nullable String opening() {
        if (!state.settings().opensWithSummary()) {
            return null;
        }
        long messages = answers.tables().sources().stream()
                .mapToLong(source -> source.summary().messages())
                .sum();
        if (messages <= MOST_AT_ONCE) {
            return "summary --no-pager";
        }
        streams.report(messages + " messages; summary reads them all");
        return null;
    }

    @Override
    public @Nullable String progress() {
        return answers.progress();
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

    /** Reports what is wrong with a line, on a terminal with its place. */
    private void report(String message, String line) {
        report(message);
        String place = streams.terminals().err() ? Carets.below(line, message, state.columns()) : null;
        if (place != null) {
            place.lines().forEach(part -> streams.reportEscaped(part));
        }
    }
}
