// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts lines of several traces by time; lines with the same time by trace, then in the order of each trace. The order
 * is the same for any number of threads. Memory is bounded: the rest is sorted into temporary files that only this user
 * can read. Any thread may add.
 */
public final class TimeMerge implements Closeable {
    private static final int MEMORY = 16 << 20;
    private static final int LINE_OVERHEAD = 64;
    private static final int MOST_RUNS = 32;
    private static final Comparator<Line> ORDER =
            Comparator.comparingLong(Line::timeNs).thenComparingInt(Line::trace).thenComparingLong(Line::number);

    private final int memory;
    private final List<Line> held = new ArrayList<>();
    private final List<Path> runs = new ArrayList<>();
    private long heldBytes;

    /** Creates a merge with the default memory. */
    public TimeMerge() {
        this(MEMORY);
    }

    TimeMerge(int memory) {
        this.memory = memory;
    }

    /** Receives lines in order. */
    public interface Sink {
        /** A line of the trace with this number. */
        void line(int trace, byte[] line) throws IOException;
    }

    private record Line(long timeNs, int trace, long number, byte[] text) {}

    private interface Lines {
        @Nullable
        Line next() throws IOException;
    }

    /** Adds a line of a trace; number counts the trace's lines. */
    public synchronized void add(long timeNs, int trace, long number, byte[] line) throws IOException {
        held.add(new Line(timeNs, trace, number, line));
        heldBytes += line.length + LINE_OVERHEAD;
        if (heldBytes > memory) {
            spill();
        }
    }

    /** Passes all lines to the sink. Called once, after all were added. */
    public synchronized void drain(Sink sink) throws IOException {
        held.sort(ORDER);
        merge(runs, held, line -> sink.line(line.trace(), line.text()));
    }

    private void spill() throws IOException {
        held.sort(ORDER);
        write(List.of(), held);
        held.clear();
        heldBytes = 0;
        if (runs.size() == MOST_RUNS) {
            List<Path> all = List.copyOf(runs);
            write(all, List.of());
            for (Path run : all) {
                Files.delete(run);
                runs.remove(run);
            }
        }
    }

    private void write(List<Path> from, List<Line> more) throws IOException {
        Path run = Files.createTempFile("gvtrace-", ".alerts");
        runs.add(run);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run)))) {
            merge(from, more, line -> {
                out.writeLong(line.timeNs());
                out.writeInt(line.trace());
                out.writeLong(line.number());
                out.writeInt(line.text().length);
                out.write(line.text());
            });
        }
    }

    private interface Taker {
        void take(Line line) throws IOException;
    }

    private record Head(Line line, Lines rest) {}

    private static void merge(List<Path> runs, List<Line> sorted, Taker taker) throws IOException {
        List<DataInputStream> open = new ArrayList<>();
        try {
            PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::line, ORDER));
            var left = sorted.iterator();
            add(heads, () -> left.hasNext() ? left.next() : null);
            for (Path run : runs) {
                DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(run)));
                open.add(in);
                add(heads, () -> read(in));
            }
            for (Head head = heads.poll(); head != null; head = heads.poll()) {
                taker.take(head.line());
                add(heads, head.rest());
            }
        } finally {
            for (DataInputStream in : open) {
                in.close();
            }
        }
    }

    private static void add(PriorityQueue<Head> heads, Lines lines) throws IOException {
        Line line = lines.next();
        if (line != null) {
            heads.add(new Head(line, lines));
        }
    }

    private static @Nullable Line read(DataInputStream in) throws IOException {
        long timeNs;
        try {
            timeNs = in.readLong();
        } catch (EOFException e) {
            return null;
        }
        int trace = in.readInt();
        long number = in.readLong();
        byte[] text = new byte[in.readInt()];
        in.readFully(text);
        return new Line(timeNs, trace, number, text);
    }

    /** Removes the temporary files. */
    @Override
    public synchronized void close() {
        for (Path run : runs) {
            try {
                Files.deleteIfExists(run);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        runs.clear();
    }
}
