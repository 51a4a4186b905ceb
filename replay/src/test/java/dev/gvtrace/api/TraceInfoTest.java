// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The summary of a trace. */
class TraceInfoTest {
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05.000000006Z");
    private static final long NS = BEGIN.getEpochSecond() * 1_000_000_000L + BEGIN.getNano();

    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void name() {
        file = dir.resolve("t.gvt");
    }

    private static byte[] end(long ns, String container, int dropped) {
        return Packets.of(
                TaskExit.newBuilder()
                        .setContextData(ContextData.newBuilder()
                                .setTimeNs(ns)
                                .setThreadId(7)
                                .setContainerId(container))
                        .build(),
                dropped);
    }

    private TraceWriter writer() throws IOException {
        Opening opening = Opening.builder(TraceOrigin.LIVE, NS)
                .host(Text.ofUtf8("node-1"))
                .tool(Text.ofUtf8("gvtrace 1"))
                .build();
        return TraceWriter.create(file, opening, WriterOptions.defaults().withSynced(false), new PacketIndexer());
    }

    private static void message(TraceWriter writer, long receivedNs, byte[] packet) throws IOException {
        writer.message(receivedNs, packet, 0, packet.length);
    }

    @Test
    void recorderAndTimesOfATrace() throws IOException {
        try (TraceWriter writer = writer()) {
            message(writer, NS + 50, end(NS + 9, "a", 0));
            message(writer, NS + 70, end(NS + 4, "b", 0));
            writer.seal(Closing.end(NS + 90, "done"));
        }
        try (Trace trace = Trace.open(file)) {
            TraceInfo info = trace.info();
            assertThat(info.host()).isEqualTo(Text.ofUtf8("node-1"));
            assertThat(info.tool()).isEqualTo(Text.ofUtf8("gvtrace 1"));
            assertThat(info.origin()).isEqualTo("live");
            assertThat(info.layout()).isEqualTo("gvt");
            assertThat(info.firstTime()).as("in order of time").isEqualTo(BEGIN.plusNanos(4));
            assertThat(info.lastTime()).isEqualTo(BEGIN.plusNanos(9));
            assertThat(info.firstReceived()).isEqualTo(BEGIN.plusNanos(50));
            assertThat(info.lastReceived()).isEqualTo(BEGIN.plusNanos(70));
            assertThat(info.blocks()).isPositive();
            assertThat(info.fileBytes()).isEqualTo(Files.size(file));
            assertThat(info.rawBytes()).isPositive();
            assertThat(info.records())
                    .contains(entry("message", 2L), entry("opening", 1L), entry("closing", 1L), entry("gap", 0L));
            assertThat(info.types()).containsExactly(entry("sentry.TaskExit", 2L));
            assertThat(info.derivedFrom()).isEmpty();
        }
    }

    @Test
    void containersHaveWhatWasRecordedOfThem() throws IOException {
        try (TraceWriter writer = writer()) {
            message(writer, NS, end(NS + 1, "a", 0));
            message(writer, NS, end(NS + 2, "b", 0));
            message(writer, NS, end(NS + 3, "a", 0));
            writer.seal(Closing.end(NS, "done"));
        }
        try (Trace trace = Trace.open(file)) {
            assertThat(trace.info().containers())
                    .containsExactly(
                            new TraceInfo.Container(Text.ofUtf8("a"), BEGIN.plusNanos(1), null, null),
                            new TraceInfo.Container(Text.ofUtf8("b"), BEGIN.plusNanos(2), null, null));
        }
    }

    @Test
    void lossesAndFaultsAreCounted() throws IOException {
        try (TraceWriter writer = writer()) {
            message(writer, NS, end(NS + 1, "a", 0));
            writer.gap(new Gap(NS + 1, 0, 7, Text.ofUtf8("why")));
            message(writer, NS, new byte[] {1});
            message(writer, NS, end(NS + 2, "a", 7));
            writer.seal(Closing.end(NS, "done"));
        }
        try (Trace trace = Trace.open(file)) {
            TraceInfo info = trace.info();
            assertThat(info.lost()).isEqualTo(7);
            assertThat(info.gaps()).containsExactly(new TraceInfo.Gap(BEGIN.plusNanos(1), null, 7, Text.ofUtf8("why")));
            assertThat(info.faults()).hasSize(1).containsValue(1L);
            assertThat(info.messages()).isEqualTo(3);
        }
    }

    @Test
    void unknownValuesAreNull() throws IOException {
        Opening opening = Opening.builder(TraceOrigin.LIVE, 0).build();
        try (TraceWriter writer =
                TraceWriter.create(file, opening, WriterOptions.defaults().withSynced(false), new PacketIndexer())) {
            writer.flush();
        }
        try (Trace trace = Trace.open(file)) {
            TraceInfo info = trace.info();
            assertThat(info.host()).isNull();
            assertThat(info.tool()).isNull();
            assertThat(info.firstTime()).isNull();
            assertThat(info.lastTime()).isNull();
            assertThat(info.firstReceived()).isNull();
            assertThat(info.lastReceived()).isNull();
            assertThat(info.sealed()).isFalse();
            assertThat(info.seal()).isNull();
            assertThat(info.ending()).isIn("crashed", "no_seal");
        }
    }

    /** gVisor's own layout: no recording, no receive times, no seal; losses are in the counters only. */
    @Test
    void theLayoutOfTracereplayHasMessagesOnly() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("tracereplay file".getBytes(StandardCharsets.US_ASCII));
        byte[] config = "{\"version\":1}".getBytes(StandardCharsets.US_ASCII);
        bytes.write(length(config.length));
        bytes.write(config);
        for (int dropped : new int[] {0, 4}) {
            byte[] packet = end(NS + dropped, "a", dropped);
            bytes.write(length(packet.length));
            bytes.write(packet);
        }
        Path replay = Files.write(dir.resolve("client-0001"), bytes.toByteArray());
        try (Trace trace = Trace.open(replay)) {
            TraceInfo info = trace.info();
            assertThat(info.layout()).isEqualTo("tracereplay");
            assertThat(info.origin()).isEqualTo("import");
            assertThat(info.recording()).isNull();
            assertThat(info.seal()).isNull();
            assertThat(info.firstReceived()).isNull();
            assertThat(info.messages()).isEqualTo(2);
            assertThat(info.lost()).isEqualTo(4);
            assertThat(info.firstTime()).isEqualTo(BEGIN);
        }
    }

    private static byte[] length(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
