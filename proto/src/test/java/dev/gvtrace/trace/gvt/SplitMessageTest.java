// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.Varint;
import dev.gvtrace.trace.copy.TraceCopier;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that are stored in parts: which ones are, and that all come back. */
final class SplitMessageTest {
    private static final byte[] CONTEXT = {0x10, 7, 0x20, 7, 0x4a, 2, 's', 'h'};
    private static final byte[] REST = {0x18, 3, 0x22, 1, 'x'};

    static byte[] packet(int type, int dropped, long timeNs, byte[] context, byte[] rest) {
        byte[] time = new byte[Varint.MAX_BYTES];
        byte[] timeBytes = Arrays.copyOf(time, Varint.write(time, 0, timeNs));
        return packet(type, dropped, timeBytes, context, rest);
    }

    private static byte[] packet(int type, int dropped, byte[] time, byte[] context, byte[] rest) {
        byte[] length = new byte[Varint.MAX_BYTES];
        int lengthBytes = Varint.write(length, 0, 1L + time.length + context.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(TraceFormat.littleEndian(new byte[8])
                .putShort((short) 8)
                .putShort((short) type)
                .putInt(dropped)
                .array());
        out.write(0x0a);
        out.write(length, 0, lengthBytes);
        out.write(0x08);
        out.writeBytes(time);
        out.writeBytes(context);
        out.writeBytes(rest);
        return out.toByteArray();
    }

    private static byte[] trace(List<byte[]> packets) throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), MessageIndexer.NONE)) {
            for (byte[] packet : packets) {
                // in the middle of an array, so that reading beyond its ends shows
                byte[] inside = new byte[packet.length + 7];
                Arrays.fill(inside, (byte) 0x81);
                System.arraycopy(packet, 0, inside, 3, packet.length);
                writer.message(START, inside, 3, packet.length);
            }
            writer.seal(Closing.end(START, "end"));
        }
        return out.bytes();
    }

    /** Whether each packet is stored in parts; all of them have to come back as they were. */
    static List<Boolean> split(byte[]... packets) throws IOException {
        byte[] trace = trace(List.of(packets));
        assertThat(new FileVerifier(TestTraces.bytes(trace), TrustedKeys.none(), null)
                        .verify()
                        .findings())
                .isEmpty();
        List<Boolean> split = new ArrayList<>();
        try (TraceReader reader = TestTraces.reader(trace);
                RecordCursor records = reader.records(Selection.all())) {
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    byte[] expected = packets[split.size()];
                    split.add(records.split() != null);
                    assertThat(records.length()).isEqualTo(expected.length);
                    assertThat(Arrays.copyOfRange(
                                    records.buffer(), records.offset(), records.offset() + records.length()))
                            .isEqualTo(expected);
                }
            }
        }
        return split;
    }

    @Test
    void messagesAsTheSentrySendsThemAreStoredInParts() throws IOException {
        assertThat(split(
                        packet(8, 0, START, CONTEXT, REST),
                        packet(65535, -1, START - 5, CONTEXT, new byte[0]),
                        packet(8, 0, 0, new byte[0], REST),
                        packet(8, 3, Long.MAX_VALUE, new byte[1024], new byte[300_000])))
                .containsOnly(true);
    }

    @Test
    void theSameContextStandsInABlockOnce() throws IOException {
        byte[] other = CONTEXT.clone();
        other[7] = 'z';
        byte[] trace = trace(List.of(
                packet(8, 0, START, CONTEXT, REST),
                packet(9, 0, START, other, REST),
                packet(10, 4, START + 9, CONTEXT, REST)));
        try (TraceReader reader = TestTraces.reader(trace);
                RecordCursor records = reader.records(Selection.all())) {
            List<Integer> contexts = new ArrayList<>();
            while (records.next()) {
                SplitMessage message = records.split();
                if (message != null) {
                    contexts.add(message.context());
                    assertThat(message.contexts().size()).isEqualTo(2);
                    assertThat(message.type()).isEqualTo(7 + contexts.size());
                    assertThat(message.timeNs()).isEqualTo(contexts.size() == 3 ? START + 9 : START);
                    assertThat(message.dropped()).isEqualTo(contexts.size() == 3 ? 4 : 0);
                    assertThat(Arrays.copyOfRange(
                                    message.buffer(), message.offset(), message.offset() + message.length()))
                            .isEqualTo(REST);
                }
            }
            assertThat(contexts).containsExactly(0, 1, 0);
        }
    }

    @Test
    void whatThePartsWouldNotMakeAgainIsStoredWhole() throws IOException {
        byte[] good = packet(8, 0, START, CONTEXT, REST);
        byte[] longHeader = good.clone();
        longHeader[0] = 9;
        byte[] noContext = good.clone();
        noContext[8] = 0x12;
        byte[] noTime = good.clone();
        noTime[10] = 0x10;
        byte[] longerLength = HexFormat.of().parseHex("08000800000000000a83000801" + "10");
        byte[] beyond = Arrays.copyOf(good, good.length - REST.length - 1);
        assertThat(split(
                        longHeader,
                        noContext,
                        noTime,
                        longerLength,
                        beyond,
                        packet(8, 0, new byte[] {(byte) 0x80, 0}, CONTEXT, REST),
                        packet(8, 0, -1, CONTEXT, REST),
                        packet(8, 0, START, new byte[1025], REST),
                        Arrays.copyOf(good, 11),
                        new byte[0]))
                .containsOnly(false);
    }

    @Test
    void packetsThatAreTogetherLargerThanAnyBlockAreVerifiedAsWell() throws IOException {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            packets.add(packet(8, 0, START, new byte[1024], REST));
        }
        byte[] trace = trace(packets);
        assertThat(trace.length).isLessThan(TraceFormat.MAX_BLOCK_RAW);
        assertThat(split(packets.toArray(new byte[0][]))).containsOnly(true);
        try (TraceReader reader = TestTraces.reader(trace)) {
            assertThat(reader.summary().packetBytes()).isGreaterThan(20 * TraceFormat.MAX_BLOCK_RAW - 1_000_000L);
        }
    }

    @Test
    void aSenderThatNeverRepeatsAContextCostsNoMoreThanItsBytes() throws IOException {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] context = new byte[24];
            context[8] = (byte) i;
            context[9] = (byte) (i >> 8);
            packets.add(packet(8, 0, START, context, REST));
        }
        assertThat(split(packets.toArray(new byte[0][]))).containsOnly(true).hasSize(20_000);
    }

    @Test
    void eachBlockHasAContextTableOfItsOwn() throws IOException {
        byte[] other = CONTEXT.clone();
        other[7] = 'z';
        byte[] tiny = {0x10, 7};
        byte[][] packets = {
            packet(8, 0, START, CONTEXT, REST),
            packet(8, 0, START, other, REST),
            packet(8, 0, START, tiny, REST),
            packet(8, 0, START, other, REST),
            packet(8, 7, START + 3, other, REST),
            packet(8, 7, START + 3, tiny, REST)
        };
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), MessageIndexer.NONE)) {
            for (int i = 0; i < packets.length; i++) {
                writer.message(START, packets[i], 0, packets[i].length);
                if (i == 3) {
                    writer.flush();
                }
            }
            writer.seal(Closing.end(START, "end"));
        }
        try (TraceReader reader = TestTraces.reader(out.bytes());
                RecordCursor records = reader.records(Selection.all())) {
            List<Integer> contexts = new ArrayList<>();
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    byte[] expected = packets[contexts.size()];
                    contexts.add(records.split().context());
                    assertThat(Arrays.copyOf(records.buffer(), records.length()))
                            .isEqualTo(expected);
                }
            }
            assertThat(contexts).containsExactly(0, 1, 2, 1, 0, 1);
            assertThat(records.damage()).isEmpty();
        }
    }

    @Test
    void eachPartThatIsOutOfItsRangeIsNamed() {
        assertThat(failure("01", "")).isEqualTo("block with an impossible table of contexts");
        assertThat(failure("01820801", "")).isEqualTo("block with an impossible table of contexts");
        assertThat(failure("ffffff7f", "")).isEqualTo("block with an impossible table of contexts");
        assertThat(failure("0100" + "0800080100", "")).isEqualTo("block with an impossible message time");
        assertThat(failure("0100" + "0800080100", "01")).isEqualTo("block with an impossible message time");
        assertThat(failure("0100" + "0801080100", "02")).isEqualTo("block with an impossible number of a context");
        assertThat(failure("0100" + "48ffffffff1f", "02")).isEqualTo("block with an impossible drop counter");
        assertThat(failure("0100" + "080080800400", "02")).isEqualTo("block with an impossible message type");
        assertThat(failure("0100" + "08000802aa", "02")).isEqualTo("block with an impossible length");
    }

    private static String failure(String content, String times) {
        byte[] bytes = HexFormat.of().parseHex(content);
        byte[] timeBytes = HexFormat.of().parseHex(times);
        RecordReader records = new RecordReader();
        records.start(bytes, bytes.length, timeBytes, timeBytes.length, 0);
        records.startContexts();
        assertThat(records.next()).isFalse();
        return String.valueOf(records.failure());
    }

    @Test
    void aCopyOfPartsIsACopyOfThePacket() throws IOException {
        byte[] first = packet(8, 0, START, CONTEXT, REST);
        byte[] second = packet(9, 1, START + 1, CONTEXT, "more".getBytes(StandardCharsets.UTF_8));
        MemoryOutput out = new MemoryOutput();
        try (TraceReader reader = TestTraces.reader(trace(List.of(first, second)));
                RecordCursor records =
                        reader.records(Selection.all().sequences(2, 2).exactly(MessageIndexer.NONE));
                TraceWriter writer =
                        new TraceWriter(out, TestTraces.opening(), TestTraces.options(), MessageIndexer.NONE)) {
            TraceCopier.copy(records, writer);
            writer.seal(Closing.end(START, "end"));
        }
        try (TraceReader copy = TestTraces.reader(out.bytes())) {
            assertThat(TestTraces.records(copy))
                    .contains("MESSAGE 2 " + START + " " + Integer.toHexString(Arrays.hashCode(second)))
                    .hasSize(3);
        }
    }
}
