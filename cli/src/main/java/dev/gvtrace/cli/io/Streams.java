// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.text.Escapes;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The program's streams and environment: data goes to {@link #out}, everything else to {@link #err}. A command never
 * touches {@code System.out}; so tests run commands in their own process.
 *
 * @param in standard input
 * @param out standard output, raw bytes, buffered; flushed by {@code Main}. Writing to a closed pipe throws a quiet
 *     exception that ends the program with exit code 0
 * @param err messages for people, UTF-8
 * @param terminals which of them are terminals
 * @param environment the environment variables, with their bytes as {@link dev.gvtrace.text.EscapedText} has them
 */
public record Streams(
        InputStream in, OutputStream out, PrintStream err, Terminals terminals, Map<String, String> environment) {

    /** Which of standard input, output and error are terminals. */
    public record Terminals(boolean in, boolean out, boolean err) {
        /** Files and pipes only. */
        public static final Terminals NONE = new Terminals(false, false, false);
    }

    private static final int BUFFER = 1 << 16;

    /** Those of this process. */
    public static Streams ofProcess() {
        OutputStream out = new PipeOutput(new FileOutputStream(FileDescriptor.out));
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Streams(
                new FileInputStream(FileDescriptor.in),
                out,
                err,
                new Terminals(isTerminal(0), isTerminal(1), isTerminal(2)),
                EnvironmentVariables.lossless());
    }

    /** Writes text as UTF-8 to {@link #out}. */
    public void print(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes to {@link #out}. */
    public void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** Writes a line of text as UTF-8 to {@link #out}. */
    public void println(String text) {
        print(text + "\n");
    }

    /**
     * Prints a message, a line on {@link #err}. All messages are printed here: they may quote names and commands from
     * outside, so the whole line is escaped.
     */
    public void report(String line) {
        err.println(Escapes.message(line));
    }

    /** Prints a message, a line on {@link #err} whose parts are escaped already. */
    public void reportEscaped(String line) {
        err.println(line);
    }

    /** Flushes {@link #out}. */
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** The exception for an output that cannot be written, a full disk for instance. */
    public static CommandException notWritten(IOException e) {
        return new CommandException(ExitCode.NOT_WRITTEN, "standard output cannot be written: " + e.getMessage(), e);
    }

    /** The same for one that came through code that cannot throw it. */
    public static CommandException notWritten(UncheckedIOException e) {
        return new CommandException(
                ExitCode.NOT_WRITTEN, "standard output cannot be written: " + String.valueOf(e.getMessage()), e);
    }

    private static boolean isTerminal(int descriptor) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
            return target.startsWith("/dev/pts")
                    || target.startsWith("/dev/tty")
                    || target.equals(Path.of("/dev/console"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Buffers. What cannot be written ends the command by a {@link CommandException} whatever writer is in between:
     * some swallow an {@link IOException}. One thread at a time; {@code used} is volatile for {@code Main}, which
     * flushes at the end while the writer of live alerts may still wait for a reader.
     */
    private static final class PipeOutput extends FilterOutputStream {
        private final byte[] buffer = new byte[BUFFER];
        private volatile int used;

        PipeOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int from = offset;
            int left = length;
            while (left > 0) {
                if (used == buffer.length) {
                    flush();
                }
                int at = used;
                int n = Math.min(left, buffer.length - at);
                System.arraycopy(bytes, from, buffer, at, n);
                used = at + n;
                from += n;
                left -= n;
            }
        }

        @Override
        public void flush() {
            int n = used;
            used = 0;
            if (n == 0) {
                return;
            }
            try {
                out.write(buffer, 0, n);
            } catch (IOException e) {
                String message = e.getMessage();
                if (message != null && message.contains("Broken pipe")) {
                    throw new ClosedPipeException(e);
                }
                throw notWritten(e);
            }
        }
    }
}
