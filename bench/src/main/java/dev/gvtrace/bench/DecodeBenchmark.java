// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.stream.FieldTable;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.replay.decode.DecodeOptions;
import dev.gvtrace.replay.decode.EventDecoder;
import dev.gvtrace.replay.decode.EventListener;
import dev.gvtrace.replay.event.Event;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Reading messages: our field tables and our decoder beside protobuf-java's generated parsers. One operation is the whole
 * stream; divide by its number of messages, or compare the lines with one another.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecodeBenchmark {
    @Param({"traces/redis", "sentry/shell"})
    public String trace;

    private SampleStream stream;
    private final FieldTable message = new FieldTable();
    private final FieldTable context = new FieldTable();
    private Parser<? extends Message>[] parsers;

    @Setup
    public void read() throws IOException {
        stream = SampleStream.read(trace);
        parsers = GeneratedParsers.byType();
    }

    @Benchmark
    public long yardstickGeneratedParsers(Blackhole hole) throws InvalidProtocolBufferException {
        for (int i = 0; i < stream.count; i++) {
            int at = stream.offsets[i];
            int type = WireHeader.messageType(stream.bytes, at);
            int header = WireHeader.headerSize(stream.bytes, at);
            hole.consume(parsers[type].parseFrom(stream.bytes, at + header, stream.offsets[i + 1] - at - header));
        }
        return stream.count;
    }

    @Benchmark
    public long fieldTables() {
        long sum = 0;
        for (int i = 0; i < stream.count; i++) {
            int at = stream.offsets[i];
            int header = WireHeader.headerSize(stream.bytes, at);
            message.scan(stream.bytes, at + header, stream.offsets[i + 1] - at - header);
            context.scan(stream.bytes, message.offset(1), message.length(1));
            sum += context.number(1);
        }
        return sum;
    }

    @Benchmark
    public long events() {
        Counting counting = new Counting();
        EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, counting);
        for (int i = 0; i < stream.count; i++) {
            int at = stream.offsets[i];
            decoder.packet(stream.bytes, at, stream.offsets[i + 1] - at, 0);
        }
        decoder.end();
        return counting.events;
    }

    private static final class Counting implements EventListener {
        private long events;

        @Override
        public void lost(long count) {
            events += count;
        }

        @Override
        public void message(dev.gvtrace.replay.event.Message message) {}

        @Override
        public void event(Event event) {
            events++;
        }
    }

    /** Parsers of the generated classes by message type. */
    private static final class GeneratedParsers {
        private GeneratedParsers() {}

        @SuppressWarnings({"unchecked", "rawtypes"})
        static Parser<? extends Message>[] byType() {
            Parser<? extends Message>[] all = new Parser[64];
            for (MessageType type : MessageType.values()) {
                String name = type.messageName();
                try {
                    Class<?> generated =
                            Class.forName("dev.gvtrace.proto.schema." + name.substring(name.lastIndexOf('.') + 1));
                    all[type.number()] = (Parser<? extends Message>)
                            generated.getMethod("parser").invoke(null);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(type + ": " + name, e);
                }
            }
            return all;
        }
    }
}
