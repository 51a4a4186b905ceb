// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import dev.gvtrace.capture.session.ProgramWords;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that is run for each line, without a shell, with the line on its standard input. Exit status 0
 * means delivered. Its output is discarded, and it is killed when it takes too long.
 */
public final class ProgramDestination implements Destination {
    private final List<String> words;
    private volatile @Nullable Process running;
    private volatile boolean aborted;

    /**
     * A program that is started with the first line.
     *
     * @param words program and arguments
     */
    public ProgramDestination(List<String> words) {
        this.words = words;
    }

    @Override
    public String name() {
        // not the arguments, which may have secrets
        return "program " + words.get(0);
    }

    @Override
    public void deliver(byte[] encoded) throws IOException, InterruptedException {
        aborted = false;
        Process process = start();
        running = process;
        int status;
        try {
            feed(process, encoded);
            status = process.waitFor();
        } finally {
            running = null;
            kill(process);
        }
        if (aborted) {
            throw new IOException("it took too long and was killed");
        }
        if (status != 0) {
            throw new IOException("exit status " + status);
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(ProgramWords.passable(words))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // those are for the recorder
        builder.environment().keySet().removeAll(List.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"));
        return builder.start();
    }

    /** A program may end without reading all of it; its exit status decides. */
    private static void feed(Process process, byte[] encoded) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(encoded);
        } catch (IOException e) {
            // it does not read any more
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void abort() {
        Process process = running;
        if (process != null) {
            aborted = true;
            kill(process);
        }
    }

    /** Splits a command at blanks; quotes and backslashes keep blanks, as in a shell. Null if a quote has no end. */
    static @Nullable List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < command.length()) {
                word.append(command.charAt(++i));
                inWord = true;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                inWord = true;
            } else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return quote == 0 ? words : null;
    }
}
