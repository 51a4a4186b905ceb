// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.format.TraceForge;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Blocks out of place: they are read in order, each once, and reported.
 */
final class BlockOrderTest {
    private final TraceForge forge = new TraceForge(trace());

    /** Block 0 has the opening, blocks 1 to 5 two messages each, block 6 the closing. */
    private static byte[] trace() {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            for (int n = 1; n <= 10; n++) {
                TestTraces.message(writer, n);
                if (n % 2 == 0) {
                    writer.flush();
                }
            }
            writer.seal(Closing.end(START + 11, "end"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.bytes();
    }

    private record Read(List<Long> messages, List<String> gaps, List<String> damage, Ending ending) {}

    private static Read read(byte[] file) throws IOException {
        try (TraceReader reader = TestTraces.reader(file);
                RecordCursor cursor = reader.records(Selection.all())) {
            List<Long> messages = new ArrayList<>();
            List<String> gaps = new ArrayList<>();
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    messages.add(cursor.sequence());
                } else if (cursor.kind() == RecordKind.GAP) {
                    Gap gap = Gap.decode(cursor.buffer(), cursor.offset(), cursor.length());
                    gaps.add(cursor.sequence() + ": " + gap.lost() + " " + gap.cause());
                }
            }
            List<String> damage = cursor.damage().stream().map(Damage::what).toList();
            return new Read(messages, gaps, damage, reader.summary().ending());
        }
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void reportsNothingForBlocksInOrder() throws IOException {
        assertThat(read(forge.withBlocks(0, 1, 2, 3, 4, 5, 6)))
                .isEqualTo(new Read(range(1, 10), List.of(), List.of(), Ending.SEALED));
        assertThat(read(forge.unsealed(0, 1, 2, 3, 4, 5)))
                .isEqualTo(new Read(range(1, 10), List.of(), List.of(), Ending.CRASHED));
        assertThat(read(forge.unsealed(0, 1, 2, 3, 4, 5, 6)))
                .isEqualTo(
                        new Read(range(1, 10), List.of(), List.of("no footer after the closing record"), Ending.CUT));
    }

    @Test
    void swappedBlocksComeInTheirPlaces() throws IOException {
        assertThat(read(forge.unsealed(0, 2, 1, 3, 4, 5)))
                .isEqualTo(new Read(
                        range(1, 10),
                        List.of(),
                        List.of("block 1 is after block 2 in the file; read in its place"),
                        Ending.CRASHED));
        assertThat(read(forge.unsealed(0, 1, 5, 4, 3, 2)))
                .isEqualTo(new Read(
                        range(1, 10),
                        List.of(),
                        List.of(
                                "block 2 is after block 5 in the file; read in its place",
                                "block 3 is after block 5 in the file; read in its place",
                                "block 4 is after block 5 in the file; read in its place"),
                        Ending.CRASHED));
        assertThat(read(forge.unsealed(1, 2, 3, 4, 5, 0)).messages()).isEqualTo(range(1, 10));
    }

    @Test
    void repeatedBlocksComeOnce() throws IOException {
        assertThat(read(forge.unsealed(0, 1, 2, 2, 3, 4, 5)))
                .isEqualTo(new Read(
                        range(1, 10), List.of(), List.of("block 2 is repeated here; left out"), Ending.CRASHED));
        assertThat(read(forge.unsealed(0, 1, 2, 3, 1, 4, 5)))
                .isEqualTo(new Read(
                        range(1, 10), List.of(), List.of("block 1 is repeated here; left out"), Ending.CRASHED));
        assertThat(read(forge.unsealed(0, 3, 1, 3, 2, 4, 5, 5)).messages()).isEqualTo(range(1, 10));
        assertThat(read(forge.unsealed(0, 3, 1, 3, 2, 4, 5, 5)).damage())
                .containsExactly(
                        "block 1 is after block 3 in the file; read in its place",
                        "block 2 is after block 3 in the file; read in its place",
                        "block 3 is repeated here; left out",
                        "block 5 is repeated here; left out");
        int[] twice = IntStream.range(0, 12).map(n -> n % 6).toArray();
        assertThat(read(forge.unsealed(twice)).messages()).isEqualTo(range(1, 10));
        assertThat(read(forge.unsealed(twice)).damage()).hasSize(6).allMatch(what -> what.endsWith("here; left out"));
    }

    @Test
    void missingBlocksAreGaps() throws IOException {
        assertThat(read(forge.unsealed(0, 1, 4, 5)))
                .isEqualTo(new Read(
                        List.of(1L, 2L, 7L, 8L, 9L, 10L),
                        List.of("6: 4 damage: blocks are missing"),
                        List.of("blocks are missing"),
                        Ending.CRASHED));
        assertThat(read(forge.unsealed(0, 4, 1, 5)).messages()).containsExactly(1L, 2L, 7L, 8L, 9L, 10L);
        assertThat(read(forge.unsealed(0, 4, 1, 5)).gaps()).containsExactly("6: 4 damage: blocks are missing");
    }

    @Test
    void anIndexThatNamesOtherBlocksIsNotUsedFromThere() throws IOException {
        assertThat(read(forge.withBlocks(0, 1, 3, 2, 4, 5, 6)).messages()).isEqualTo(range(1, 10));
        byte[] same = swappedOfTheSameSize();
        assertThat(read(same).messages()).isEqualTo(range(1, 4));
        assertThat(read(same).damage())
                .containsExactly(
                        "block other than block 1, which the index says is here; blocks are read without the index",
                        "block 1 is after block 2 in the file; read in its place");
        assertThat(read(same).gaps()).isEmpty();
        assertThat(read(same).ending()).isEqualTo(Ending.SEALED);
    }

    /** Two blocks of one size have changed places, so that the index seems to fit. */
    private static byte[] swappedOfTheSameSize() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            for (int n = 1; n <= 4; n++) {
                byte[] packet = TestTraces.packet(7, START + n, "c", new byte[50]);
                writer.message(START + n, packet, 0, packet.length);
                writer.flush();
            }
            writer.seal(Closing.end(START + 9, "end"));
        }
        TraceForge forge = new TraceForge(out.bytes());
        assertThat(forge.block(1)).hasSameSizeAs(forge.block(2));
        return forge.withBlocks(0, 2, 1, 3, 4, 5);
    }

    @Test
    void anUnreadableBlockIsTakenFromItsCopy() throws IOException {
        byte[] file = forge.unsealed(0, 1, 2, 3, 2, 4, 5);
        int second = offset(0) + forge.block(0).length + forge.block(1).length;
        file[second + forge.block(2).length - 1] ^= 1;
        Read read = read(file);
        assertThat(read.messages()).isEqualTo(range(1, 10));
        assertThat(read.gaps()).isEmpty();
        assertThat(read.damage()).contains("block with a wrong checksum");
        byte[] alone = forge.unsealed(0, 1, 2, 3, 4, 5);
        alone[second + forge.block(2).length - 1] ^= 1;
        assertThat(read(alone))
                .isEqualTo(new Read(
                        List.of(1L, 2L, 5L, 6L, 7L, 8L, 9L, 10L),
                        List.of("4: 2 damage: block with a wrong checksum"),
                        List.of("block with a wrong checksum"),
                        Ending.CRASHED));
        byte[] both = forge.unsealed(0, 1, 2, 2, 3, 4, 5);
        both[second + forge.block(2).length - 1] ^= 1;
        both[second + 2 * forge.block(2).length - 1] ^= 1;
        assertThat(read(both).gaps()).containsExactly("4: 2 damage: block with a wrong checksum");
        assertThat(read(both).damage())
                .filteredOn(what -> what.equals("block with a wrong checksum"))
                .hasSize(2);
    }

    private static int offset(int headerBytesMore) {
        return TraceFormat.FILE_HEADER_BYTES + headerBytesMore;
    }

    @Test
    void reportsSkippedData() throws IOException {
        byte[] file = forge.unsealed(0, 1, 2, 3, 4, 5);
        int first = offset(0) + forge.block(0).length;
        file[first + 3] ^= 1;
        try (TraceReader reader = TestTraces.reader(file);
                RecordCursor cursor = reader.records(Selection.all())) {
            assertThat(TestTraces.records(cursor)).hasSize(10);
            assertThat(cursor.damage())
                    .containsExactly(new Damage("memory.gvt", first, forge.block(1).length, "no readable block", true));
            assertThat(reader.summary().damage()).isEqualTo(cursor.damage());
            assertThat(reader.summary().messages()).isEqualTo(8);
        }
        byte[] sealed = forge.withBlocks(0, 1, 2, 3, 4, 5, 6);
        sealed[first + 3] ^= 1;
        assertThat(read(sealed).damage()).containsExactly("block header with a wrong checksum");
        assertThat(read(sealed).messages())
                .as("the index has what the header had")
                .isEqualTo(range(1, 10));
    }

    @Test
    void aContainerSetWithAWrongChecksumLosesNothing() throws IOException {
        int set = offset(0) + forge.block(0).length + TraceFormat.BLOCK_HEADER_BYTES;
        for (byte[] file : List.of(forge.unsealed(0, 1, 2, 3, 4, 5), forge.withBlocks(0, 1, 2, 3, 4, 5, 6))) {
            file[set + 1] ^= 1;
            assertThat(read(file).messages()).isEqualTo(range(1, 10));
            assertThat(read(file).damage()).containsExactly("container set with a wrong checksum");
        }
        byte[] unsealed = forge.unsealed(0, 1, 2, 3, 4, 5);
        unsealed[set + 1] ^= 1;
        try (TraceReader reader = TestTraces.reader(unsealed)) {
            assertThat(TestTraces.sequences(reader, Selection.all().containers(List.of(Text.ofUtf8("nobody")))))
                    .as("a set that cannot be believed skips nothing")
                    .contains(1L, 2L)
                    .doesNotContain(3L);
            assertThat(reader.summary().containersComplete()).isFalse();
        }
    }
}
