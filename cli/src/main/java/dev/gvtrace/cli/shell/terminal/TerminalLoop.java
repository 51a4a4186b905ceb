// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.cli.io.ClosedPipeException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.query.line.Suggestions;
import dev.gvtrace.replay.query.line.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Reads lines at a terminal, with history and completion, until quit or the end of input. */
public final class TerminalLoop {
    /** The number of lines of the history, in memory and in its file. */
    private static final int HISTORY = 2_000;

    private final TerminalCommands commands;
    private final AnswerScreen screen;
    private final Vocabulary vocabulary;
    private final int traces;
    private final BooleanSupplier colours;
    private final Streams streams;

    /**
     * A loop that has not begun.
     *
     * @param commands run the lines
     * @param screen where they write
     * @param binding the fields that conditions of events may name
     * @param traces how many are open
     * @param colours whether lines are coloured, asked for each
     * @param streams of this process
     */
    public TerminalLoop(
            TerminalCommands commands,
            AnswerScreen screen,
            Binding<?> binding,
            int traces,
            BooleanSupplier colours,
            Streams streams) {
        this.commands = commands;
        this.screen = screen;
        this.traces = traces;
        this.colours = colours;
        this.streams = streams;
        vocabulary = new Vocabulary(commands::infos, commands::tables, binding, traces != 1);
    }

    /** Reads and runs lines; the exit code is 0 whatever their answers are. */
    public int run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .dumb(true)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            screen.attach(terminal);
            LineReader reader = reader(terminal);
            StatusLine status = new StatusLine(terminal);
            streams.report(
                    traces == 1 ? "one trace; help lists the commands" : traces + " traces; help lists the commands");
            // while a command runs; at the prompt the reader has a handler of its own
            terminal.handle(Terminal.Signal.INT, signal -> commands.cancel());
            String opening = commands.opening();
            if (opening != null) {
                answer(opening);
            }
            while (true) {
                try {
                    status.show(commands.status());
                    String text = reader.readLine(commands.prompt());
                    status.hide();
                    if (isQuit(text)) {
                        return ExitCode.DONE;
                    }
                    answer(text);
                } catch (UserInterruptException e) {
                    // Ctrl-C drops the line
                } catch (EndOfFileException e) {
                    status.hide();
                    return ExitCode.DONE;
                }
            }
        }
    }

    private void answer(String text) {
        for (String question : Lines.questions(text, vocabulary)) {
            screen.begin(commands::progress);
            try {
                commands.run(question);
            } catch (ClosedPipeException e) {
                screen.streams().report("the pager was left before the end of the answer");
            } finally {
                screen.end();
            }
        }
    }

    private LineReader reader(Terminal terminal) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(new QuestionParser(vocabulary))
                .highlighter(new Colouring(vocabulary, colours))
                .completer(new QueryCompleter(vocabulary, new Suggestions(vocabulary, commands.values())))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P > ")
                .variable(LineReader.HISTORY_SIZE, HISTORY)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .option(LineReader.Option.HISTORY_IGNORE_DUPS, true)
                // a condition may hold ! and \, which are neither history nor escapes
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        Path history = HistoryFile.prepared(streams.environment(), note -> streams.report(note));
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        return builder.build();
    }

    /** True for a line that ends the shell. */
    public static boolean isQuit(String line) {
        String word = line.strip();
        return word.equals("quit") || word.equals("exit");
    }
}
