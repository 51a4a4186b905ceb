// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks of a hostile writer: checksums are right, but pieces, numbers and counts are inconsistent. */
final class BlockCursorTest {
    private static final int MESSAGE = RecordKind.MESSAGE.code();
    private static final int NOTE = RecordKind.NOTE.code();
    private static final int MORE = TraceFormat.TAG_MORE;
    private static final int GOES_ON = TraceFormat.TAG_CONTINUES;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final BlockWriter writer;
    private BlockBuilder block = new BlockBuilder(0);
    private List<Damage> damage = List.of();

    BlockCursorTest() {
        FileHeader header = FileHeader.create(TestTraces.RECORDING, 0, START, 0, new byte[TraceFormat.SHA_BYTES]);
        writer = new BlockWriter(header, 1);
        out.writeBytes(header.bytes());
    }

    private void append(int tag, String body) {
        byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        block.append(tag, START + out.size(), 0, bytes, 0, bytes.length);
    }

    private void end() {
        block.describeNothing();
        out.writeBytes(writer.encode(block));
        block.start();
    }

    /** Ends a block and changes numbers of its header. */
    private void end(int messages, long after) {
        block.describeNothing();
        byte[] bytes = writer.encode(block);
        ByteBuffer header = TraceFormat.littleEndian(bytes);
        header.putInt(48, messages).putLong(72, after);
        header.putInt(BlockHeader.CRC_AT, TraceFormat.crc(bytes, 0, BlockHeader.CRC_AT));
        out.writeBytes(bytes);
        block = new BlockBuilder(after);
    }

    /** The records, in short; the same with and without reading ahead. */
    private List<String> read() throws IOException {
        List<String> plain = read(Selection.all());
        assertThat(read(Selection.all().readAhead(2))).isEqualTo(plain);
        return plain;
    }

    private List<String> read(Selection selection) throws IOException {
        List<String> records = new ArrayList<>();
        try (TraceReader reader = TestTraces.reader(out.toByteArray());
                RecordCursor cursor = reader.records(selection)) {
            while (cursor.next()) {
                String text = cursor.kind() == RecordKind.GAP
                        ? gap(cursor)
                        : new String(
                                cursor.buffer(),
                                cursor.offset(),
                                Math.min(9, cursor.length()),
                                java.nio.charset.StandardCharsets.US_ASCII);
                records.add(cursor.sequence() + " " + text);
            }
            assertThat(cursor.next()).isFalse();
            damage = cursor.damage();
        }
        return records;
    }

    private static String gap(RecordCursor cursor) {
        Gap gap = Gap.decode(cursor.buffer(), cursor.offset(), cursor.length());
        return "gap of " + gap.lost() + ", " + gap.cause();
    }

    private List<String> whats() {
        return damage.stream().map(Damage::what).toList();
    }

    @Test
    void aRecordInPiecesIsPutTogether() throws IOException {
        append(MESSAGE | MORE, "ab");
        end();
        append(MESSAGE | MORE | GOES_ON, "cd");
        end();
        append(MESSAGE | GOES_ON, "ef");
        append(NOTE, "note");
        end();
        append(NOTE | MORE, "12");
        end();
        append(NOTE | GOES_ON, "34");
        append(MESSAGE, "gh");
        end();
        assertThat(read()).containsExactly("1 abcdef", "1 note", "1 1234", "2 gh");
        assertThat(damage).isEmpty();
    }

    @Test
    void anUnfinishedRecordIsReportedBeforeTheNext() throws IOException {
        append(MESSAGE | MORE, "ab");
        end();
        int second = out.size();
        append(MESSAGE, "whole");
        end();
        assertThat(read()).containsExactly("0 gap of 0, damage: record with missing pieces", "1 whole");
        assertThat(damage).containsExactly(new Damage("memory.gvt", second, 0, "record with missing pieces", true));
    }

    @Test
    void theEndOfARecordWithoutItsBeginningIsAMessageLost() throws IOException {
        append(MESSAGE | GOES_ON, "ef");
        append(MESSAGE, "whole");
        end();
        assertThat(read()).containsExactly("0 gap of 1, damage: record with missing pieces", "2 whole");
        assertThat(whats()).containsExactly("record with missing pieces");
    }

    @Test
    void aMiddleWithoutItsBeginningIsReportedOnceAtItsEnd() throws IOException {
        append(NOTE, "first");
        append(MESSAGE | GOES_ON | MORE, "cd");
        end();
        append(MESSAGE | GOES_ON, "ef");
        end();
        assertThat(read()).containsExactly("0 first", "0 gap of 1, damage: record with missing pieces");
        assertThat(whats()).containsExactly("record with missing pieces");
    }

    @Test
    void piecesOfDifferentKindsDoNotMakeARecord() throws IOException {
        append(MESSAGE | MORE, "ab");
        end();
        append(NOTE | GOES_ON, "cd");
        append(NOTE, "whole");
        end();
        assertThat(read()).containsExactly("0 gap of 0, damage: record with missing pieces", "0 whole");
        assertThat(whats()).containsExactly("record with missing pieces");
    }

    @Test
    void aRecordCutByTheEndOfTheFileIsReported() throws IOException {
        append(NOTE, "first");
        append(MESSAGE | MORE, "ab");
        end();
        assertThat(read()).containsExactly("0 first", "0 gap of 0, damage: record with missing pieces");
        assertThat(damage).containsExactly(new Damage("memory.gvt", 0, 0, "record with missing pieces", true));
    }

    @Test
    void aRecordThatIsTooLongIsNotPutTogether() throws IOException {
        byte[] piece = new byte[1_000_000];
        for (int i = 0; i < 17; i++) {
            block.append(MESSAGE | MORE | (i == 0 ? 0 : GOES_ON), START, 0, piece, 0, piece.length);
            end();
        }
        append(MESSAGE | GOES_ON, "end");
        append(MESSAGE, "whole");
        end();
        assertThat(read(Selection.all())).containsExactly("0 gap of 1, damage: record with missing pieces", "2 whole");
    }

    @Test
    void recordsOfAKindThatIsNotKnownAreSkipped() throws IOException {
        append(MESSAGE, "one");
        append(9, "new");
        append(15 | MORE, "new");
        append(15 | GOES_ON, "new");
        append(MESSAGE, "two");
        end();
        assertThat(read()).containsExactly("1 one", "2 two");
        assertThat(damage).isEmpty();
    }

    @Test
    void messagesBeyondTheirBlocksEndAreLeftOut() throws IOException {
        append(MESSAGE, "one");
        append(MESSAGE, "two");
        append(MESSAGE, "three");
        append(NOTE, "note");
        end(1, 1);
        append(MESSAGE, "other");
        end();
        assertThat(read()).containsExactly("1 one", "3 note", "2 other");
        assertThat(whats())
                .containsExactly("block 0 with 2 messages beyond number 1, where its header ends; these are left out");
        assertThat(damage.get(0).offset()).isEqualTo(TraceFormat.FILE_HEADER_BYTES);
        assertThat(damage.get(0).losesRecords()).isTrue();
    }

    @Test
    void messagesWithNumbersOfAnotherBlockAreLeftOut() throws IOException {
        append(MESSAGE, "one");
        append(MESSAGE, "two");
        end();
        block = new BlockBuilder(1);
        append(MESSAGE, "too");
        append(MESSAGE, "three");
        append(MESSAGE | MORE, "ab");
        end();
        append(MESSAGE | GOES_ON, "cd");
        end();
        assertThat(read()).containsExactly("1 one", "2 two", "3 three", "4 abcd");
        assertThat(whats())
                .containsExactly("block 1 with 1 messages whose numbers other blocks have; these are left out");
    }

    @Test
    void aBlockThatPromisesMoreThanItHoldsIsAGap() throws IOException {
        append(MESSAGE, "one");
        end(1, 4);
        append(MESSAGE, "five");
        end();
        assertThat(read())
                .containsExactly("1 one", "1 gap of 3, damage: block with fewer messages than in its header", "5 five");
        assertThat(whats()).containsExactly("block with fewer messages than in its header");
    }

    @Test
    void whatFollowsAnImpossibleRecordIsLost() throws IOException {
        append(MESSAGE, "one");
        append(0, "");
        append(MESSAGE, "two");
        end();
        append(MESSAGE, "three");
        end();
        assertThat(read()).containsExactly("1 one", "1 gap of 1, damage: block with an impossible kind", "3 three");
        assertThat(whats()).containsExactly("block with an impossible kind");
    }

    /** Ends a block with numbers of its header changed, its payload's checksum right. */
    private void end(int at, int value, boolean damagePayload) {
        block.describeNothing();
        byte[] bytes = writer.encode(block);
        ByteBuffer header = TraceFormat.littleEndian(bytes);
        header.putInt(at, value);
        int payload = TraceFormat.BLOCK_HEADER_BYTES;
        if (damagePayload) {
            bytes[bytes.length - 5] ^= 0x55;
            bytes[payload + header.getInt(60)] ^= 0x55;
        }
        header.putInt(56, TraceFormat.crc(bytes, payload, bytes.length - payload));
        header.putInt(BlockHeader.CRC_AT, TraceFormat.crc(bytes, 0, BlockHeader.CRC_AT));
        out.writeBytes(bytes);
        block.start();
    }

    @Test
    void aPayloadThatContradictsItsHeaderIsAGap() throws IOException {
        append(MESSAGE, "one");
        end(40, 400, false);
        append(MESSAGE, "two");
        end(60, 0, false);
        append(MESSAGE, "three");
        end(32, 0, true);
        append(MESSAGE, "four");
        end();
        assertThat(read()).hasSize(2).last().isEqualTo("4 four");
        assertThat(whats()).hasSize(3);
        assertThat(whats().get(0)).matches("block of \\d+ bytes, expected 400");
        assertThat(whats().get(1)).isEqualTo("block without its receive times");
        assertThat(whats().get(2)).startsWith("block that cannot be decompressed: ");
    }

    @Test
    void aCursorThatWasClosedHasNoMore() throws IOException {
        append(MESSAGE, "one");
        append(MESSAGE, "two");
        end();
        for (int ahead : new int[] {0, 2}) {
            try (TraceReader reader = TestTraces.reader(out.toByteArray())) {
                RecordCursor cursor = reader.records(Selection.all().readAhead(ahead));
                assertThat(cursor.next()).isTrue();
                cursor.close();
                assertThat(cursor.next()).isFalse();
                cursor.close();
            }
        }
    }
}
