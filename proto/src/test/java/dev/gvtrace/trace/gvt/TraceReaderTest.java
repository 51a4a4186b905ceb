// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.UnsupportedTraceVersionException;
import dev.gvtrace.trace.gvt.TestTraces.MemoryBytes;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class TraceReaderTest {
    private static final int COUNT = 600;

    private final byte[] sealed = trace(true);
    private final byte[] unsealed = trace(false);

    /** Blocks of ten messages. Block b has the types of one kind, times of its own, and a container of its own. */
    private static byte[] trace(boolean seal) {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            for (int n = 1; n <= COUNT; n++) {
                int block = (n - 1) / 10;
                byte[] packet = TestTraces.packet(1 + block % 38, START + n, "c-" + block % 4, new byte[n % 13]);
                writer.message(START + n, packet, 0, packet.length);
                if (n % 10 == 0) {
                    writer.flush();
                }
            }
            if (seal) {
                writer.seal(Closing.end(START + COUNT, "end"));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.bytes();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private void assertBothWays(Selection selection, List<Long> expected) throws IOException {
        for (byte[] bytes : List.of(sealed, unsealed)) {
            try (TraceReader reader = TestTraces.reader(bytes)) {
                assertThat(TestTraces.sequences(reader, selection)).isEqualTo(expected);
                assertThat(TestTraces.sequences(reader, selection.readAhead(3))).isEqualTo(expected);
            }
        }
    }

    @Test
    void readsEverythingWithAndWithoutIndexAndReadAhead() throws IOException {
        assertBothWays(Selection.all(), range(1, COUNT));
    }

    @Test
    void skipsBlocksBySequence() throws IOException {
        assertBothWays(Selection.all().sequences(21, 40), range(21, 40));
        assertBothWays(Selection.all().sequences(25, 31), range(21, 40));
        assertBothWays(Selection.all().sequences(25, 31).exactly(TestTraces.INDEXER), range(25, 31));
        assertBothWays(Selection.all().sequences(COUNT + 1, Long.MAX_VALUE), List.of());
    }

    @Test
    void skipsBlocksByTime() throws IOException {
        assertBothWays(Selection.all().times(START + 45, START + 51), range(41, 60));
        assertBothWays(Selection.all().times(START + 45, START + 51).exactly(TestTraces.INDEXER), range(45, 51));
        assertBothWays(Selection.all().received(START + 591, START + 591), range(591, 600));
        assertBothWays(Selection.all().received(START + 591, START + 591).exactly(TestTraces.INDEXER), range(591, 591));
    }

    @Test
    void skipsBlocksByTypeAndContainer() throws IOException {
        assertBothWays(Selection.all().types(Selection.typeBit(38)), range(371, 380));
        List<Long> expected = LongStream.rangeClosed(1, COUNT)
                .filter(n -> (n - 1) / 10 % 4 == 3)
                .boxed()
                .toList();
        assertBothWays(Selection.all().containers(List.of(Text.ofUtf8("c-3"))), expected);
        assertBothWays(Selection.all().containers(List.of(Text.ofUtf8("c-"))), range(1, COUNT));
        assertBothWays(Selection.all().containers(List.of(Text.ofUtf8("x"))), List.of());
    }

    @Test
    void skippedBlocksAreNotEvenRead() throws IOException {
        MemoryBytes bytes = new MemoryBytes(sealed);
        try (TraceReader reader = TraceReader.open(TraceBytes.of(bytes))) {
            Arrays.fill(bytes.seen, false);
            TestTraces.sequences(reader, Selection.all().sequences(101, 110));
            int read = 0;
            for (boolean seen : bytes.seen) {
                read += seen ? 1 : 0;
            }
            assertThat(read).isBetween(100, 800);
        }
    }

    @Test
    void footerAndBlockHeadersSumUpToTheSame() throws IOException {
        try (TraceReader whole = TestTraces.reader(sealed);
                TraceReader open = TestTraces.reader(unsealed)) {
            TraceSummary summary = whole.summary();
            assertThat(summary.messages()).isEqualTo(COUNT);
            assertThat(summary.ending()).isEqualTo(Ending.SEALED);
            assertThat(summary.containers())
                    .containsExactly(Text.ofUtf8("c-0"), Text.ofUtf8("c-1"), Text.ofUtf8("c-2"), Text.ofUtf8("c-3"));
            assertThat(summary.containersComplete()).isTrue();
            assertThat(summary.firstTimeNs()).isEqualTo(START + 1);
            assertThat(summary.lastTimeNs()).isEqualTo(START + COUNT);
            assertThat(open.summary().packetBytes()).isEqualTo(summary.packetBytes());
            assertThat(open.summary().types()).isEqualTo(summary.types());
            assertThat(open.summary().lastReceivedNs()).isEqualTo(START + COUNT);
            assertThat(open.summary().seal()).isNull();
        }
    }

    @Test
    void aDamagedBlockIsAGapAndReadingContinues() throws IOException {
        for (byte[] whole : List.of(sealed, unsealed)) {
            byte[] damaged = whole.clone();
            int block = indexOf(damaged, TraceFormat.BLOCK_MAGIC, 5);
            damaged[indexOf(damaged, TraceFormat.BLOCK_MAGIC, 6) - 1] ^= 1;
            try (TraceReader reader = TestTraces.reader(damaged);
                    RecordCursor cursor = reader.records(Selection.all())) {
                List<String> records = TestTraces.records(cursor);
                assertThat(records.get(41))
                        .isEqualTo("GAP 50 " + (START + 51) + " "
                                + new Gap(START + 40, START + 51, 10, "damage: block with a wrong checksum"));
                assertThat(records.get(42)).startsWith("MESSAGE 51");
                assertThat(cursor.damage()).hasSize(1);
                assertThat(cursor.damage().get(0).offset()).isEqualTo(block);
            }
        }
    }

    @Test
    void detectsAndCountsBlocksRemovedFromTheMiddle() throws IOException {
        int from = indexOf(sealed, TraceFormat.BLOCK_MAGIC, 3);
        int to = indexOf(sealed, TraceFormat.BLOCK_MAGIC, 6);
        byte[] shortened = Arrays.copyOf(sealed, sealed.length - (to - from));
        System.arraycopy(sealed, to, shortened, from, sealed.length - to);
        try (TraceReader reader = TestTraces.reader(shortened)) {
            assertThat(TestTraces.records(reader))
                    .contains("GAP 50 " + (START + 51) + " "
                            + new Gap(START + 20, START + 51, 30, "damage: blocks are missing"));
            assertThat(TestTraces.sequences(reader, Selection.all())).hasSize(COUNT - 30);
        }
        assertThat(TestTraces.verify(shortened).isVerified()).isFalse();
    }

    @Test
    void aForgedBlockInsideAPacketIsNotTakenForARealOne() throws IOException {
        // A hostile sandbox sends a whole trace as its packet; it cannot predict the recording's id.
        MemoryOutput out = new MemoryOutput();
        java.util.UUID other = new java.util.UUID(1, 2);
        try (TraceWriter writer = new TraceWriter(
                out, TestTraces.opening(), TestTraces.options().withRecording(other), TestTraces.INDEXER)) {
            writer.message(START, sealed, 0, sealed.length);
            writer.flush();
            TestTraces.message(writer, 2);
        }
        byte[] damaged = out.bytes();
        damaged[indexOf(damaged, TraceFormat.BLOCK_MAGIC, 1) + 40] ^= 1;
        try (TraceReader reader = TestTraces.reader(damaged)) {
            assertThat(TestTraces.sequences(reader, Selection.all())).containsExactly(2L);
        }
    }

    @Test
    void sizesBeyondTheirLimitsTakeNoMemory() throws IOException {
        int at = indexOf(sealed, TraceFormat.BLOCK_MAGIC, 1);
        for (int field : new int[] {32, 36, 40, 44, 48, 60, 80, 84}) {
            for (int size : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 27}) {
                byte[] hostile = unsealed.clone();
                ByteBuffer numbers = TraceFormat.littleEndian(hostile);
                numbers.putInt(at + field, size);
                numbers.putInt(at + BlockHeader.CRC_AT, TraceFormat.crc(hostile, at, BlockHeader.CRC_AT));
                try (TraceReader reader = TestTraces.reader(hostile)) {
                    assertThat(TestTraces.sequences(reader, Selection.all()))
                            .as("field %d, size %d", field, size)
                            .hasSize(COUNT - 10);
                }
            }
        }
        byte[] footer = sealed.clone();
        TraceFormat.littleEndian(footer).putInt(footer.length - 16, Integer.MAX_VALUE);
        try (TraceReader reader = TestTraces.reader(footer)) {
            assertThat(reader.summary().ending()).isEqualTo(Ending.BROKEN_SEAL);
            assertThat(TestTraces.sequences(reader, Selection.all())).hasSize(COUNT);
        }
    }

    @Test
    void anotherVersionIsNotDamage() {
        assertThatThrownBy(() -> TestTraces.reader(withVersion(3)))
                .isInstanceOf(UnsupportedTraceVersionException.class)
                .hasMessage("memory.gvt: format version 3 is too new, expected 1 to 2 (at byte 8)");
        assertThatThrownBy(() -> TestTraces.reader(withVersion(0)))
                .isInstanceOfSatisfying(
                        UnsupportedTraceVersionException.class,
                        e -> assertThat(e.isTooOld()).isTrue());
        byte[] flags = sealed.clone();
        flags[12] = 1;
        assertThatThrownBy(() -> TestTraces.reader(withRightChecksum(flags)))
                .isInstanceOf(UnsupportedTraceVersionException.class)
                .hasMessageContaining("unknown format flags 0x1");
        byte[] damaged = sealed.clone();
        damaged[8] = 3;
        assertThatThrownBy(() -> TestTraces.reader(damaged))
                .isInstanceOf(CorruptTraceException.class)
                .hasMessageContaining("file header with a wrong checksum");
    }

    private byte[] withVersion(int version) {
        byte[] bytes = sealed.clone();
        bytes[8] = (byte) version;
        return withRightChecksum(bytes);
    }

    private static byte[] withRightChecksum(byte[] bytes) {
        TraceFormat.littleEndian(bytes).putInt(92, TraceFormat.crc(bytes, 0, 92));
        return bytes;
    }

    @Test
    void bytesBehindTheFooterBreakTheSealButLoseNothing() throws IOException {
        try (TraceReader reader = TestTraces.reader(Arrays.copyOf(sealed, sealed.length + 5))) {
            assertThat(reader.summary().ending()).isEqualTo(Ending.BROKEN_SEAL);
            assertThat(TestTraces.sequences(reader, Selection.all())).hasSize(COUNT);
        }
    }

    /** A block that two cursors had at the same time would lose records of both. */
    @Test
    void aReadAheadThatIsInterruptedGivesEachBlockBackOnce() throws IOException {
        try (TraceReader reader = TestTraces.reader(sealed);
                RecordCursor cursor = reader.records(Selection.all().readAhead(3))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(cursor::next).isInstanceOf(UncheckedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        Set<LoadedBlock> spare = Collections.newSetFromMap(new IdentityHashMap<>());
        int taken = 10 * Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < taken; i++) {
            spare.add(BlockMemory.block());
        }
        assertThat(spare).hasSize(taken);
    }

    @Test
    void aReadAheadThatIsNotReadToItsEndCanBeClosed() throws IOException {
        try (TraceReader reader = TestTraces.reader(sealed)) {
            for (int i = 0; i < 20; i++) {
                try (RecordCursor cursor = reader.records(Selection.all().readAhead(1 + i % 3))) {
                    for (int n = 0; n < i * 7; n++) {
                        assertThat(cursor.next()).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void aReaderWithoutMessageSelectionSkipsNothing() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), MessageIndexer.NONE)) {
            TestTraces.message(writer, 1);
            writer.flush();
            TestTraces.message(writer, 2);
        }
        try (TraceReader reader = TestTraces.reader(out.bytes())) {
            Selection narrow =
                    Selection.all().times(1, 2).types(Selection.typeBit(9)).containers(List.of(Text.ofUtf8("nobody")));
            assertThat(TestTraces.sequences(reader, narrow)).containsExactly(1L, 2L);
        }
    }

    @Test
    void manyContainersInABlockOnlyMakeItUnskippable() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            writer.flush();
            for (int n = 0; n < 1000; n++) {
                byte[] packet = TestTraces.packet(1, START, "container-" + n, new byte[0]);
                writer.message(START, packet, 0, packet.length);
            }
            byte[] packet = TestTraces.packet(1, START, "x".repeat(10_000), new byte[0]);
            writer.message(START, packet, 0, packet.length);
            writer.seal(Closing.end(START, "end"));
        }
        assertThat(TestTraces.verify(out.bytes()).findings()).isEmpty();
        try (TraceReader reader = TestTraces.reader(out.bytes())) {
            assertThat(reader.summary().containersComplete()).isFalse();
            Selection last = Selection.all()
                    .containers(List.of(Text.ofUtf8("container-999")))
                    .exactly(TestTraces.INDEXER);
            assertThat(TestTraces.sequences(reader, last)).containsExactly(1000L);
        }
    }

    private static int indexOf(byte[] bytes, byte[] what, int nth) {
        int seen = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (TraceFormat.matches(bytes, i, what) && seen++ == nth) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
