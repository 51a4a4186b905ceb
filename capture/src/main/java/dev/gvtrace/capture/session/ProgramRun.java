// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a program and returns its output. Both standard output and standard error are read while it runs, so that it
 * never blocks on them, and it is killed when it takes too long. Thread-safe.
 *
 * @param program the executable, or its name on the PATH
 * @param limit how long it may run
 * @param most maximum size of its output in bytes
 */
public record ProgramRun(Path program, Duration limit, int most) {
    private static final int MAX_ERROR = 64 * 1024;

    /**
     * Standard output of a run with these words.
     *
     * @throws IOException if the program cannot be started, takes or prints too much, or its exit code is not 0; the
     *     message has what it printed on standard error
     */
    public byte[] run(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(FileNames.text(program)));
        command.addAll(words);
        String name = FileNames.name(program) + " " + String.join(" ", words);
        Process process = start(name, command);
        try {
            CompletableFuture<byte[]> out = reading(process.getInputStream(), most);
            CompletableFuture<byte[]> errors = reading(process.getErrorStream(), MAX_ERROR);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(name + ": not done after " + limit.toSeconds() + " s");
            }
            // A child of the program may hold the pipe open: what the program itself printed has arrived by now.
            byte[] bytes = out.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (process.exitValue() != 0) {
                String said =
                        EscapedText.decode(errors.get(1, TimeUnit.SECONDS)).strip();
                throw new IOException(
                        name + ": exit code " + process.exitValue() + (said.isEmpty() ? "" : ": " + said));
            }
            if (bytes.length > most) {
                throw new IOException(name + ": prints more than " + most + " bytes");
            }
            return bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name + ": interrupted", e);
        } catch (ExecutionException | TimeoutException | OutOfMemoryError e) {
            throw new IOException(name + ": its output cannot be read: " + e, e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String name, List<String> command) throws IOException {
        try {
            return new ProcessBuilder(ProgramWords.passable(command))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
        } catch (OutOfMemoryError e) {
            // Java starts a thread for each process
            throw new IOException(name + ": cannot be started: " + e.getMessage(), e);
        }
    }

    /** Reads up to one byte more than allowed; the rest is read and discarded. */
    private static CompletableFuture<byte[]> reading(InputStream in, int most) {
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try (in) {
                        ByteArrayOutputStream kept = new ByteArrayOutputStream();
                        byte[] buffer = new byte[64 * 1024];
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            kept.write(buffer, 0, Math.min(n, most + 1 - kept.size()));
                        }
                        done.complete(kept.toByteArray());
                    } catch (IOException | RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                },
                "program-output");
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
