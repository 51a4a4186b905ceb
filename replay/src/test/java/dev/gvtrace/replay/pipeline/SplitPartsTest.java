// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.ForwardingCursor;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.copy.TraceCopier;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A replay that reads messages in parts is the same as one that reads their packets. */
class SplitPartsTest {
    @TempDir
    Path folder;

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../samples/traces"))) {
            return files.filter(f -> f.toString().endsWith(".gvt")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theSamplesGiveTheSameEvents(Path sample) throws IOException {
        Path copy = folder.resolve("copy.gvt");
        try (TraceSource source = TraceSources.open(sample);
                RecordCursor records = source.records(Selection.all());
                TraceWriter writer = writer(copy, source.opening())) {
            TraceCopier.copy(records, writer);
            writer.seal(Closing.end(1, "copied"));
        }
        assertThat(inParts(copy)).isPositive();
        List<String> whole = replay(copy, false);
        assertThat(replay(copy, true)).isEqualTo(whole).hasSizeGreaterThan(10);
        assertThat(replay(sample, false)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void packetsOfAHostileSenderGiveTheSameEvents(long seed) throws IOException {
        // Seeds, as each try writes a trace; what shrinks best here is the trace itself.
        Random random = new Random(seed);
        Path mixed = folder.resolve("mixed.gvt");
        try (TraceSource source = TraceSources.open(Path.of("../samples/traces/web-break-in.gvt"));
                RecordCursor records = source.records(Selection.all());
                TraceWriter writer =
                        writer(mixed, Opening.builder(TraceOrigin.LIVE, 1).build())) {
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    byte[] packet = changed(
                            Arrays.copyOfRange(records.buffer(), records.offset(), records.offset() + records.length()),
                            random);
                    writer.message(records.receivedNs(), packet, 0, packet.length);
                }
            }
            writer.seal(Closing.end(1, "mixed"));
        }
        assertThat(inParts(mixed)).isGreaterThan(100);
        assertThat(replay(mixed, true)).isEqualTo(replay(mixed, false)).anyMatch(line -> line.startsWith("violation"));
    }

    /**
     * Now and then another type, a byte that is another, an end that is missing, a second context after the fields.
     */
    static byte[] changed(byte[] packet, Random random) {
        byte[] out = packet.clone();
        switch (random.nextInt(12)) {
            case 0 -> out[2] = (byte) random.nextInt(50);
            case 1 -> out[random.nextInt(out.length)] = (byte) random.nextInt(256);
            case 2 -> out = Arrays.copyOf(out, random.nextInt(out.length));
            case 3 -> {
                byte[] context = {0x0a, 4, 0x08, 5, 0x10, (byte) random.nextInt(5)};
                out = Arrays.copyOf(out, out.length + context.length);
                System.arraycopy(context, 0, out, packet.length, context.length);
            }
            default -> {}
        }
        return out;
    }

    private static TraceWriter writer(Path file, Opening opening) throws IOException {
        return TraceWriter.create(file, opening, WriterOptions.defaults().withSynced(false), MessageIndexer.NONE);
    }

    private static int inParts(Path file) throws IOException {
        int count = 0;
        try (TraceSource source = TraceSources.open(file);
                RecordCursor records = source.records(Selection.all())) {
            while (records.next()) {
                count += records.split() == null ? 0 : 1;
            }
        }
        return count;
    }

    private static List<String> replay(Path file, boolean parts) throws IOException {
        List<String> told = new ArrayList<>();
        try (TraceSource source = TraceSources.open(file)) {
            TraceSource read = parts ? source : new WholeSource(source);
            ReplayResult result = new TraceReplay(read, ReplayOptions.DEFAULT).run(1, new ReplayListener() {
                @Override
                public boolean event(EventContext applied) {
                    Event event = applied.event();
                    ThreadInfo thread = applied.thread();
                    told.add(applied.number() + " " + event.timeNs() + " "
                            + event.type().name() + " "
                            + event.threadId() + " " + event.result() + " " + event.failed() + " " + event.dropped()
                            + " " + event.message().context().processName() + " "
                            + (thread == null ? "" : thread.process().pid() + thread.name() + applied.fdName()));
                    return true;
                }

                @Override
                public void violation(long receivedNs, String detail) {
                    told.add("violation " + receivedNs + " " + detail);
                }
            });
            told.add(result.messages() + " messages, " + result.events() + " events, " + result.lost() + " lost");
        }
        return told;
    }

    /** Shows every message as a packet. */
    private record WholeSource(TraceSource source) implements TraceSource {
        @Override
        public Opening opening() {
            return source.opening();
        }

        @Override
        public TraceSummary summary() {
            return source.summary();
        }

        @Override
        public RecordCursor records(Selection selection) {
            return new WholeCursor(source.records(selection));
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    /** Messages of which no parts are known. */
    private static final class WholeCursor extends ForwardingCursor {
        private final RecordCursor records;

        WholeCursor(RecordCursor records) {
            this.records = records;
        }

        @Override
        protected RecordCursor cursor() {
            return records;
        }

        @Override
        public @Nullable SplitMessage split() {
            return null;
        }
    }
}
