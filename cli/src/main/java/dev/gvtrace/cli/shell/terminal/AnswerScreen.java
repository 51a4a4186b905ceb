// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.cli.io.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Where answers are read. On a terminal an answer that is longer than the screen goes to a pager, messages are held
 * back until it has ended, and while there is nothing to read the progress is shown. Files and pipes get the bytes as
 * they are.
 *
 * <p>One thread begins, writes and ends answers.
 */
public final class AnswerScreen implements AutoCloseable {
    /** An answer that takes longer is shown as far as it is there. */
    private static final long SOON_NS = 1_000_000_000L;

    private static final byte[] PREFIX = "gvtrace query: ".getBytes(StandardCharsets.UTF_8);

    private final Streams streams;
    private final Object lock = new Object();
    private final PrintStream messages;
    private final ProgressLine progress;
    private @Nullable Terminal terminal;
    private boolean ownTerminal;
    private boolean interactive;
    private boolean paging = true;
    private @Nullable Runnable whenLeft;

    // of the answer that is being written
    private boolean active;
    private boolean ending;
    private long began;
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private int shown;
    private int lines;
    private int column;
    private @Nullable Pager pager;
    private final ByteArrayOutputStream heldMessages = new ByteArrayOutputStream();

    /** A screen for the streams of this process. */
    public AnswerScreen(Streams streams) {
        this.streams = streams;
        boolean moves = streams.terminals().err()
                && !"dumb".equals(streams.environment().getOrDefault("TERM", "dumb"));
        progress = new ProgressLine(moves ? streams.err() : null, lock);
        messages = new PrintStream(new Messages(), true, StandardCharsets.UTF_8);
    }

    /** The streams for commands, which write to this screen. */
    public Streams streams() {
        Streams.Terminals terminals = streams.terminals();
        if (!terminals.out() && !terminals.err()) {
            return streams;
        }
        OutputStream out = terminals.out() ? new Answer() : streams.out();
        return new Streams(streams.in(), out, messages, terminals, streams.environment());
    }

    /** Switches the pager. */
    public void setPaging(boolean wanted) {
        paging = wanted;
    }

    /** True if long answers go to a pager. */
    public boolean isPaging() {
        return paging;
    }

    /** Uses a terminal that is open, at which a shell runs: its messages do not begin with the name of the command. */
    void attach(Terminal open) {
        terminal = open;
        interactive = true;
    }

    /** Called when the reader has left the pager: the rest of the answer is not needed. */
    public void whenLeft(Runnable action) {
        whenLeft = action;
    }

    /** The number of columns; 0 where answers do not go to a terminal. */
    public int columns() {
        return streams.terminals().out() ? size().getColumns() : 0;
    }

    private Size size() {
        Terminal open = terminal;
        if (open == null) {
            try {
                open = TerminalBuilder.builder()
                        .system(true)
                        .dumb(true)
                        .encoding(StandardCharsets.UTF_8)
                        .build();
                terminal = open;
                ownTerminal = true;
            } catch (IOException e) {
                return Size.of(80, 24);
            }
        }
        int columns = open.getColumns();
        int rows = open.getRows();
        return Size.of(columns > 0 ? columns : 80, rows > 0 ? rows : 24);
    }

    /**
     * Begins an answer.
     *
     * @param reading what is shown while nothing else is; null for nothing yet
     */
    public void begin(Supplier<@Nullable String> reading) {
        synchronized (lock) {
            active = streams.terminals().out();
            ending = false;
            began = System.nanoTime();
            first.reset();
            shown = 0;
            lines = 0;
            column = 0;
        }
        progress.begin(reading);
    }

    /** Ends an answer: shows what is left of it, waits for the pager, then shows the messages. */
    public void end() {
        progress.end();
        Pager used;
        synchronized (lock) {
            used = pager;
            ending = true;
        }
        try {
            if (used != null) {
                used.close();
            } else {
                showFirst();
            }
        } finally {
            synchronized (lock) {
                pager = null;
                active = false;
                streams.err().write(heldMessages.toByteArray(), 0, heldMessages.size());
                streams.err().flush();
                heldMessages.reset();
            }
        }
    }

    private void showFirst() {
        synchronized (lock) {
            progress.wipe();
            byte[] bytes = first.toByteArray();
            int from = shown;
            shown = bytes.length;
            try {
                streams.out().write(bytes, from, bytes.length - from);
                streams.out().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Called by another thread, maybe only when the answer has ended. */
    private void left() {
        Runnable action = whenLeft;
        synchronized (lock) {
            if (!active || ending || action == null) {
                return;
            }
        }
        action.run();
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (lock) {
            Pager used = pager;
            if (used != null) {
                used.write(bytes, offset, length);
                return;
            }
            if (!active) {
                streams.out().write(bytes, offset, length);
                return;
            }
            Size size = size();
            first.write(bytes, offset, length);
            count(bytes, offset, length, size.getColumns());
            if (paging && lines >= size.getRows()) {
                progress.wipe();
                Pager started = Pager.start(streams.environment(), terminal, this::left, streams()::report);
                if (started != null) {
                    pager = started;
                    started.write(first.toByteArray(), 0, first.size());
                    first.reset();
                    return;
                }
                paging = false;
            }
            if (!paging || System.nanoTime() - began > SOON_NS) {
                showFirst();
                if (!paging) {
                    first.reset();
                    shown = 0;
                }
            }
        }
    }

    /** Counts lines as the terminal wraps them; colours do not take space. */
    private void count(byte[] bytes, int offset, int length, int columns) {
        boolean escape = false;
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                lines++;
                column = 0;
            } else if (b == 0x1b) {
                escape = true;
            } else if (escape) {
                escape = b != 'm';
            } else if ((b & 0xc0) != 0x80 && ++column > columns) {
                lines++;
                column = 1;
            }
        }
    }

    @Override
    public void close() throws IOException {
        progress.close();
        Terminal open = terminal;
        if (open != null && ownTerminal) {
            open.close();
        }
    }

    /** What commands write. */
    private final class Answer extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            AnswerScreen.this.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            synchronized (lock) {
                if (!active) {
                    streams.out().flush();
                }
            }
        }
    }

    /** Messages, which would be lost below a pager. */
    private final class Messages extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        private boolean inLine;

        @Override
        public void write(byte[] all, int first, int count) {
            byte[] bytes = all;
            int offset = first;
            int length = count;
            synchronized (lock) {
                if (interactive
                        && !inLine
                        && Arrays.mismatch(PREFIX, 0, PREFIX.length, all, first, first + Math.min(count, PREFIX.length))
                                < 0) {
                    offset += PREFIX.length;
                    length -= PREFIX.length;
                }
                inLine = length > 0 ? bytes[offset + length - 1] != '\n' : inLine;
                if (active) {
                    // below the rows, which may still be held back
                    heldMessages.write(bytes, offset, length);
                } else {
                    progress.wipe();
                    streams.err().write(bytes, offset, length);
                    streams.err().flush();
                }
            }
        }
    }
}
