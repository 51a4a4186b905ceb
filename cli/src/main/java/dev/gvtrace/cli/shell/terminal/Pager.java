// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.cli.io.ClosedPipeException;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jline.builtins.Less;
import org.jline.builtins.Source;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * A pager, to which an answer is written while it is read: that of {@code PAGER}, which is run without a shell, else
 * less, else one of this program.
 */
final class Pager implements Closeable {
    private static final String LESS = "less";
    private static final String LESS_OPTIONS = "-FRSX";
    private static final int BUFFER = 1 << 16;

    private final OutputStream input;
    private final Waiting waiting;

    private interface Waiting {
        void untilEnd() throws InterruptedException;
    }

    private Pager(OutputStream input, Waiting waiting) {
        this.input = input;
        this.waiting = waiting;
    }

    /**
     * Starts the pager that the environment names; null if answers are to be printed without one.
     *
     * @param terminal where the program's own pager appears; null for nowhere
     * @param whenLeft run when the reader has left it
     * @param notes where a note is printed if the named pager cannot be run
     */
    static @Nullable Pager start(
            Map<String, String> environment, @Nullable Terminal terminal, Runnable whenLeft, Consumer<String> notes) {
        String named = environment.get("PAGER");
        boolean dumb = environment.getOrDefault("TERM", Terminal.TYPE_DUMB).startsWith(Terminal.TYPE_DUMB);
        if (dumb || named != null && named.isBlank()) {
            return null; // a dumb terminal cannot be turned back
        }
        List<String> command = named == null ? ownLess(environment) : words(named);
        if (!command.isEmpty()) {
            try {
                return ofProcess(command, environment, whenLeft);
            } catch (IOException e) {
                notes.accept("gvtrace query: the pager " + command.get(0) + " cannot be run");
            }
        }
        return terminal == null || terminal.getType().startsWith(Terminal.TYPE_DUMB)
                ? null
                : ofThisProgram(terminal, whenLeft);
    }

    private static List<String> ownLess(Map<String, String> environment) {
        boolean there = Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, LESS)));
        return there ? List.of(LESS, LESS_OPTIONS) : List.of();
    }

    /** Splits at blanks; quotes protect them. */
    static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean begun = false;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (quote != 0 && c != quote) {
                word.append(c);
            } else if (c == '"' || c == '\'') {
                quote = quote == 0 ? c : 0;
                begun = true;
            } else if (Character.isWhitespace(c)) {
                if (begun || !word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
            }
        }
        if (begun || !word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    private static Pager ofProcess(List<String> command, Map<String, String> environment, Runnable whenLeft)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        if (!environment.containsKey("LESS")) {
            builder.environment().put("LESS", LESS_OPTIONS); // else a pager named without options shows colours as text
        }
        Process process = builder.start();
        var unused = process.onExit().thenRun(whenLeft);
        return new Pager(process.getOutputStream(), process::waitFor);
    }

    private static Pager ofThisProgram(Terminal terminal, Runnable whenLeft) {
        Less less = new Less(terminal, Path.of("."));
        less.chopLongLines = true;
        PipedOutputStream input = new PipedOutputStream();
        PipedInputStream answer = new PipedInputStream(BUFFER);
        try {
            input.connect(answer);
        } catch (IOException e) {
            throw new IllegalStateException(e); // neither is connected
        }
        Thread reader = new Thread(() -> read(less, answer, whenLeft), "pager");
        reader.setDaemon(true);
        reader.start();
        return new Pager(input, reader::join);
    }

    private static void read(Less less, PipedInputStream answer, Runnable whenLeft) {
        try (answer) {
            less.run(new Source.InputStreamSource(answer, false, "answer"));
        } catch (IOException e) {
            // the answer has ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            whenLeft.run();
        }
    }

    /** Writes a part of the answer; ends the answer with a {@link ClosedPipeException} if the reader has left. */
    void write(byte[] bytes, int offset, int length) {
        try {
            input.write(bytes, offset, length);
            input.flush();
        } catch (IOException e) {
            throw new ClosedPipeException(e);
        }
    }

    /** Ends the answer, and returns when the reader has left. */
    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            // the reader has left already
        }
        boolean interrupted = false;
        while (true) {
            try {
                waiting.untilEnd();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
