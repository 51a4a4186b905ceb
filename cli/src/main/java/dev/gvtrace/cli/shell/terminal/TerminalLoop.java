// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Reads lines at a terminal, with history and completion, until quit or the end of input. */
public final class TerminalLoop {
    private final TerminalCommands commands;
    private final Binding<?> binding;
    private final int traces;
    private final Streams streams;

    /**
     * A loop that has not begun.
     *
     * @param commands run the lines
     * @param binding the fields that conditions of events may name
     * @param traces how many are open
     */
    public TerminalLoop(TerminalCommands commands, Binding<?> binding, int traces, Streams streams) {
        this.commands = commands;
        this.binding = binding;
        this.traces = traces;
        this.streams = streams;
    }

    /** Reads and runs lines; the exit code is 0 whatever their answers are. */
    public int run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .completer(new QueryCompleter(commands.infos(), binding))
                    .variable(LineReader.HISTORY_FILE, historyFile())
                    // a condition may hold ! and \, which are neither history nor escapes
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            streams.report(
                    traces == 1 ? "one trace; help lists the commands" : traces + " traces; help lists the commands");
            // while a command runs; at the prompt the reader has a handler of its own
            terminal.handle(Terminal.Signal.INT, signal -> commands.cancel());
            while (true) {
                try {
                    String line = reader.readLine(commands.prompt());
                    if (isQuit(line)) {
                        return ExitCode.DONE;
                    }
                    commands.run(line);
                } catch (UserInterruptException e) {
                    // Ctrl-C drops the line
                } catch (EndOfFileException e) {
                    return ExitCode.DONE;
                }
            }
        }
    }

    /** True for a line that ends the shell. */
    public static boolean isQuit(String line) {
        String word = line.strip();
        return word.equals("quit") || word.equals("exit");
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
