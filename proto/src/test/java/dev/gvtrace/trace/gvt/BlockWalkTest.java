// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.format.TraceForge;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a file ends, and how reading continues after bytes that are not a block (FORMAT.md 8). */
final class BlockWalkTest {
    private static final String TORN = "block that is not complete";
    private static final String UNREADABLE = "no readable block";

    private final byte[] sealed = trace();
    private final TraceForge forge = new TraceForge(sealed);
    private final byte[] unsealed = forge.unsealed(0, 1, 2, 3);
    private final int footer =
            sealed.length - TraceFormat.littleEndian(sealed).getInt(sealed.length - TraceFormat.TRAILER_BYTES);

    /** The opening, three blocks with a message each, and the closing. */
    private static byte[] trace() {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            for (int n = 1; n <= 3; n++) {
                byte[] noise = new byte[600];
                new Random(n).nextBytes(noise);
                byte[] packet = TestTraces.packet(n, START + n, "c", noise);
                writer.message(START + n, packet, 0, packet.length);
                writer.flush();
            }
            writer.seal(Closing.end(START + 9, "end"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.bytes();
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer out = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            out.put(part);
        }
        return out.array();
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** The offset of a block in the unsealed file. */
    private int at(int block) {
        int at = TraceFormat.FILE_HEADER_BYTES;
        for (int i = 0; i < block; i++) {
            at += forge.block(i).length;
        }
        return at;
    }

    private static void assertRead(byte[] file, Ending ending, List<Long> messages, Damage... damage)
            throws IOException {
        try (TraceReader reader = TestTraces.reader(file);
                RecordCursor cursor = reader.records(Selection.all())) {
            assertThat(TestTraces.sequences(reader, Selection.all())).isEqualTo(messages);
            TestTraces.records(cursor);
            assertThat(cursor.damage()).containsExactly(damage);
            assertThat(reader.summary().ending()).isEqualTo(ending);
            assertThat(reader.summary().damage()).containsExactly(damage);
        }
    }

    private static Damage damage(long offset, long length, String what) {
        boolean loses = what.equals(TORN) || what.equals(UNREADABLE);
        return new Damage("memory.gvt", offset, length, what, loses);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, CUT",
        "7, 0, CUT",
        "0, 7, CUT",
        "0, 8, CRASHED",
        "0, 100, CRASHED",
        "40, 63, CUT",
        "40, 64, CRASHED",
        "100, 76, CRASHED",
        "100, 75, CRASHED",
        "200, 0, CUT",
        "200, 300, CRASHED",
        "500, 63, CUT"
    })
    void anUnfinishedEndIsACrashIfZeroedElseACut(int noise, int zeros, Ending ending) throws IOException {
        byte[] file = concat(unsealed, noise(noise), new byte[zeros]);
        assertThat(file.length % 512).isNotZero();
        String what = noise + zeros < TraceFormat.BLOCK_HEADER_BYTES ? TORN : UNREADABLE;
        assertRead(file, ending, List.of(1L, 2L, 3L), damage(unsealed.length, noise + zeros, what));
    }

    @Test
    void anEndAtASectorIsACrash() throws IOException {
        int rest = 512 - unsealed.length % 512;
        assertRead(
                concat(unsealed, noise(rest + 512)),
                Ending.CRASHED,
                List.of(1L, 2L, 3L),
                damage(unsealed.length, rest + 512, UNREADABLE));
        assertRead(unsealed, Ending.CRASHED, List.of(1L, 2L, 3L));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 175, 176, 177, 400})
    void aBlockThatIsCutIsNamed(int size) throws IOException {
        byte[] file = Arrays.copyOf(unsealed, at(3) + size);
        assertThat(file.length % 512).isNotZero();
        assertRead(file, Ending.CUT, List.of(1L, 2L), damage(at(3), size, TORN));
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25, 100, 176, 300})
    void aFooterThatIsCutIsNamed(int size) throws IOException {
        byte[] file = Arrays.copyOf(sealed, footer + size);
        Ending ending = file.length % 512 == 0 ? Ending.CRASHED : Ending.CUT;
        assertRead(file, ending, List.of(1L, 2L, 3L), damage(footer, size, "footer that is not complete"));
        byte[] tooShort = Arrays.copyOf(sealed, footer + 23);
        assertRead(tooShort, Ending.CUT, List.of(1L, 2L, 3L), damage(footer, 23, TORN));
        byte[] zeros = concat(Arrays.copyOf(sealed, footer + 100), new byte[64]);
        assertRead(zeros, Ending.CRASHED, List.of(1L, 2L, 3L), damage(footer, 164, "footer that is not complete"));
    }

    @Test
    void aFooterOfFullLengthThatIsWrongIsABrokenSeal() throws IOException {
        int size = sealed.length - footer;
        for (int place : new int[] {0, 8, 30, 150, size - 1, size - 16, size - 12}) {
            byte[] file = sealed.clone();
            file[footer + place] ^= 1;
            assertRead(file, Ending.BROKEN_SEAL, List.of(1L, 2L, 3L), damage(footer, size, "damaged footer"));
        }
        byte[] longer = Arrays.copyOf(sealed, sealed.length + 5);
        assertRead(longer, Ending.BROKEN_SEAL, List.of(1L, 2L, 3L), damage(footer, size + 5, "damaged footer"));
        byte[] both = sealed.clone();
        both[footer] ^= 1;
        both[sealed.length - 1] ^= 1;
        assertThat(both.length % 512).isNotZero();
        assertRead(both, Ending.CUT, List.of(1L, 2L, 3L), damage(footer, size, UNREADABLE));
    }

    @Test
    void aFooterThatClaimsMoreThanThereIsWasCut() throws IOException {
        int size = sealed.length - footer;
        byte[] end = Arrays.copyOf(sealed, sealed.length - 1);
        assertThat(end.length % 512).isNotZero();
        for (int claimed : new int[] {size, 64 << 20}) {
            TraceFormat.littleEndian(end).putInt(footer + 24, claimed);
            assertRead(end, Ending.CUT, List.of(1L, 2L, 3L), damage(footer, size - 1, "footer that is not complete"));
        }
        for (int claimed : new int[] {size - 1, 0, -1, (64 << 20) + 1}) {
            TraceFormat.littleEndian(end).putInt(footer + 24, claimed);
            assertRead(end, Ending.BROKEN_SEAL, List.of(1L, 2L, 3L), damage(footer, size - 1, "damaged footer"));
        }
    }

    @Test
    void theNextBlockIsFoundBehindAnyNumberOfBytes() throws IOException {
        byte[] start = Arrays.copyOf(unsealed, at(2));
        byte[] rest = Arrays.copyOfRange(unsealed, at(2), unsealed.length);
        for (int size = 65_536 - 30; size < 65_536 + 30; size++) {
            assertRead(
                    concat(start, noise(size), rest),
                    Ending.CRASHED,
                    List.of(1L, 2L, 3L),
                    damage(at(2), size, UNREADABLE));
        }
        for (int size : new int[] {1, 2, 175, 176, 177, 131_072, 200_000}) {
            byte[] dense = new byte[size];
            Arrays.fill(dense, TraceFormat.BLOCK_MAGIC[0]);
            byte[] file = concat(start, dense, forge.block(2), noise(70_000), forge.block(3));
            assertRead(
                    file,
                    Ending.CRASHED,
                    List.of(1L, 2L, 3L),
                    damage(at(2), size, UNREADABLE),
                    damage(at(3) + size, 70_000, UNREADABLE));
        }
    }

    /** A block whose header has a longer payload size, with a right checksum. */
    private byte[] claiming(int block, int more) {
        byte[] bytes = forge.block(block);
        ByteBuffer numbers = TraceFormat.littleEndian(bytes);
        numbers.putInt(36, numbers.getInt(36) + more);
        numbers.putInt(BlockHeader.CRC_AT, TraceFormat.crc(bytes, 0, BlockHeader.CRC_AT));
        return bytes;
    }

    @Test
    void aBlockThatClaimsBytesOfAnotherDoesNotHideIt() throws IOException {
        byte[] start = Arrays.copyOf(unsealed, at(2));
        for (int more : new int[] {1, 10, 300, forge.block(3).length}) {
            byte[] file = concat(start, claiming(2, more), forge.block(3));
            try (TraceReader reader = TestTraces.reader(file);
                    RecordCursor cursor = reader.records(Selection.all())) {
                assertThat(TestTraces.sequences(reader, Selection.all())).containsExactly(1L, 3L);
                TestTraces.records(cursor);
                assertThat(cursor.damage())
                        .containsExactly(new Damage(
                                "memory.gvt",
                                at(2),
                                forge.block(2).length + more,
                                "block with a wrong checksum",
                                true));
                assertThat(reader.summary().ending()).isEqualTo(Ending.CRASHED);
                assertThat(reader.summary().damage())
                        .as("headers alone show nothing")
                        .isEmpty();
            }
        }
    }

    @Test
    void aBlockThatClaimsMoreThanThereIsIsPassedOver() throws IOException {
        byte[] start = Arrays.copyOf(unsealed, at(2));
        byte[] file = concat(start, claiming(2, 5000), forge.block(3));
        assertRead(file, Ending.CRASHED, List.of(1L, 3L), damage(at(2), forge.block(2).length, UNREADABLE));
        byte[] last = concat(start, claiming(2, 5000));
        assertThat(last.length % 512).isNotZero();
        assertRead(last, Ending.CUT, List.of(1L), damage(at(2), forge.block(2).length, TORN));
    }

    @Test
    void aFileWithoutItsHeaderIsReadFromItsFirstBlock() throws IOException {
        for (int lost : new int[] {0, 1, 70_000}) {
            byte[] file = concat(noise(lost), Arrays.copyOfRange(unsealed, at(1), unsealed.length));
            TraceReader reader = TraceReader.salvage(TestTraces.bytes(file));
            assertThat(reader.header().firstBlock()).isEqualTo(lost);
            assertThat(reader.header().recording()).isEqualTo(TestTraces.RECORDING);
            assertThat(TestTraces.sequences(reader, Selection.all())).containsExactly(1L, 2L, 3L);
        }
        assertThat(TraceReader.salvage(TestTraces.bytes(noise(300)))).isNull();
        assertThat(TraceReader.salvage(TestTraces.bytes(noise(3)))).isNull();
    }

    private static String failure(String content, String times, long sequenceBefore, int records) {
        byte[] bytes = HexFormat.of().parseHex(content);
        byte[] timeBytes = HexFormat.of().parseHex(times);
        RecordReader reader = new RecordReader();
        reader.start(bytes, bytes.length, timeBytes, timeBytes.length, sequenceBefore);
        for (int i = 0; i < records; i++) {
            assertThat(reader.next()).isTrue();
        }
        assertThat(reader.next()).isFalse();
        assertThat(reader.next()).isFalse();
        return reader.failure();
    }

    @Test
    void eachPartOfARecordThatIsImpossibleIsNamed() {
        String greatest = "ffffffffffffffff7f";
        assertThat(failure("0101aa", "", 0, 1)).isNull();
        assertThat(failure("21", "", 0, 0)).isEqualTo("block with an impossible receive time");
        assertThat(failure("0101aa", "02", 0, 1)).isEqualTo("block with an impossible receive time that no record has");
        assertThat(failure("11", "", 0, 0)).isEqualTo("block with an impossible sequence number");
        assertThat(failure("11" + greatest + "00", "", 0, 0)).isEqualTo("block with an impossible sequence number");
        assertThat(failure("11" + "feffffffffffffff7f" + "00", "", 0, 1)).isNull();
        assertThat(failure("11" + "feffffffffffffff7f" + "00", "", 1, 0))
                .isEqualTo("block with an impossible sequence number");
        assertThat(failure("11" + "ffffffffffffffffff01" + "00", "", 0, 0))
                .isEqualTo("block with an impossible sequence number");
        assertThat(failure("1100" + "00", "", 0, 1)).isNull();
        assertThat(failure("01", "", 0, 0)).isEqualTo("block with an impossible length");
        assertThat(failure("0102aa", "", 0, 0)).isEqualTo("block with an impossible length");
        assertThat(failure("01ffffffffffffffffff01", "", 0, 0)).isEqualTo("block with an impossible length");
        assertThat(failure("0001aa", "", 0, 0)).isEqualTo("block with an impossible kind");
        assertThat(failure("0101aa" + "0f00", "", 0, 2))
                .as("a kind of a later version")
                .isNull();
    }
}
