// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.replay.decode.DecodeOptions;
import dev.gvtrace.replay.decode.EventDecoder;
import dev.gvtrace.replay.decode.EventListener;
import dev.gvtrace.replay.engine.AlertListener;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.replay.pipeline.ConnectionReplay;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The steps of a replay, on one thread, in nanoseconds a message. {@code a_} to {@code c_} are steps by themselves;
 * each from {@code d_} on includes the one before, for there is no state without events and no alert without rules: a
 * step's own cost is the difference. One connection lives for {@link #MESSAGES} messages.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(StepBenchmark.MESSAGES)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class StepBenchmark {
    static final int MESSAGES = 200_000;

    @Param({"traces/redis", "sentry/shell", "sentry/churn-bare"})
    public String trace;

    private SampleStream stream;
    private PartsStream recorded;
    private Path file;
    private RuleSet rules;
    private Parser<?>[] generated;
    private final MessagePeek peek = new MessagePeek();

    @Setup
    public void prepare() throws IOException, ProviderException {
        stream = SampleStream.read(Material.trace(trace)).repeated(MESSAGES);
        file = Files.createTempDirectory("gvtrace-bench-").resolve("stream.gvt");
        WriterOptions options = WriterOptions.defaults().withSynced(false);
        try (TraceWriter writer = TraceWriter.create(file, stream.opening, options, new PacketIndexer())) {
            for (int i = 0; i < MESSAGES; i++) {
                writer.message(0, stream.bytes, stream.offsets[i], stream.length(i));
            }
            writer.seal(Closing.end(0, "benchmark"));
        }
        recorded = PartsStream.read(file, MESSAGES);
        rules = Material.rules();
        generated = generatedParsers();
    }

    @TearDown
    public void clean() throws IOException {
        Files.delete(file);
        Files.delete(file.getParent());
    }

    /** Yardstick: protobuf-java's generated classes parse every message. */
    @Benchmark
    public void yardstick(Blackhole hole) throws InvalidProtocolBufferException {
        for (int i = 0; i < MESSAGES; i++) {
            int at = stream.offsets[i];
            int header = WireHeader.headerSize(stream.bytes, at);
            Parser<?> parser = generated[WireHeader.messageType(stream.bytes, at)];
            hole.consume(parser.parseFrom(stream.bytes, at + header, stream.length(i) - header));
        }
    }

    /** From the file in the page cache: read, check, decompress, walk over the records. */
    @Benchmark
    public long a_readAndDecompress() throws IOException {
        long bytes = 0;
        try (TraceSource source = TraceSources.open(file);
                RecordCursor records = source.records(Selection.all())) {
            while (records.next()) {
                SplitMessage parts = records.split();
                bytes += parts == null ? records.length() : parts.length();
            }
        }
        return bytes;
    }

    /** Header, and the fields of message and context found, for the time: what an indexer needs. */
    @Benchmark
    public long b_frames() {
        long times = 0;
        for (int i = 0; i < MESSAGES; i++) {
            peek.look(stream.bytes, stream.offsets[i], stream.length(i));
            times += peek.timeNs();
        }
        return times;
    }

    /** Messages become events, that nobody asks for anything. */
    @Benchmark
    public long c_decode() {
        Events events = new Events();
        EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, events);
        for (int i = 0; i < MESSAGES; i++) {
            decoder.packet(recorded.show(i), 0);
        }
        decoder.end();
        return events.count;
    }

    /** Decode, and state takes the events in. */
    @Benchmark
    public long d_andState() {
        long[] events = new long[1];
        replay(event -> {
            events[0]++;
            return true;
        });
        return events[0];
    }

    /** Decode, state, and all rules: the hot path of the design. */
    @Benchmark
    public long e_andRules() {
        long[] alerts = new long[1];
        replay(rules(alert -> alerts[0]++));
        return alerts[0];
    }

    /** The hot path, and alerts become lines of text. */
    @Benchmark
    public long f_andOutput() {
        AlertFormatter formatter = AlertFormatter.text();
        long[] bytes = new long[1];
        replay(rules(alert -> bytes[0] += formatter.format(alert).length));
        return bytes[0];
    }

    /** The same for packets that nobody has taken apart: of a live capture, and of tracereplay files. */
    @Benchmark
    public long g_outputOfPackets() {
        AlertFormatter formatter = AlertFormatter.text();
        long[] bytes = new long[1];
        ConnectionReplay replay = connection(rules(alert -> bytes[0] += formatter.format(alert).length));
        for (int i = 0; i < MESSAGES; i++) {
            replay.packet(stream.bytes, stream.offsets[i], stream.length(i), 0);
        }
        replay.end();
        return bytes[0];
    }

    private ReplayListener rules(AlertListener listener) {
        RuleEngine engine = new RuleEngine(rules, EngineOptions.of(MatchMode.FIRST, rules), listener);
        return event -> {
            engine.onEvent(event);
            return true;
        };
    }

    private ConnectionReplay connection(ReplayListener listener) {
        return new ConnectionReplay(1, stream.opening, ReplayOptions.DEFAULT, listener);
    }

    private void replay(ReplayListener listener) {
        ConnectionReplay replay = connection(listener);
        for (int i = 0; i < MESSAGES; i++) {
            replay.packet(recorded.show(i), 0);
        }
        replay.end();
    }

    private static final class Events implements EventListener {
        private long count;

        @Override
        public void lost(long lost) {}

        @Override
        public void message(Message message) {}

        @Override
        public void event(Event event) {
            count++;
        }
    }

    /** Parsers of the generated classes by message type. */
    private static Parser<?>[] generatedParsers() {
        Parser<?>[] all = new Parser<?>[MessageType.GREATEST + 1];
        for (MessageType type : MessageType.values()) {
            String name = type.messageName();
            String simple = name.substring(name.lastIndexOf('.') + 1);
            try {
                Class<?> message = Class.forName("dev.gvtrace.proto.schema." + simple);
                all[type.number()] = (Parser<?>) message.getMethod("parser").invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("no generated class for " + name, e);
            }
        }
        return all;
    }
}
