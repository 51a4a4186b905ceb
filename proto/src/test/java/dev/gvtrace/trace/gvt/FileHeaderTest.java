// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.UnsupportedTraceVersionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The header of a file, byte for byte as FORMAT.md 2 has it, and the three answers to one that cannot be read. */
final class FileHeaderTest {
    private static byte[] header(int size) {
        byte[] seal = new byte[TraceFormat.SHA_BYTES];
        Arrays.fill(seal, (byte) 7);
        byte[] bytes = Arrays.copyOf(
                FileHeader.create(TestTraces.RECORDING, 3, 44, 55, seal).bytes(), size);
        TraceFormat.littleEndian(bytes).putShort(10, (short) size);
        return withChecksum(bytes, size);
    }

    private static byte[] withChecksum(byte[] bytes, int size) {
        TraceFormat.littleEndian(bytes).putInt(size - 4, TraceFormat.crc(bytes, 0, size - 4));
        return bytes;
    }

    private static FileHeader read(byte[] bytes) throws IOException {
        return FileHeader.read(TestTraces.bytes(bytes));
    }

    @Test
    void everyNumberIsAtItsSpecifiedOffset() throws IOException {
        byte[] bytes = header(96);
        ByteBuffer in = TraceFormat.littleEndian(bytes);
        assertThat(Arrays.copyOf(bytes, 8)).isEqualTo(new byte[] {(byte) 0x89, 'G', 'V', 'T', 13, 10, 26, 10});
        assertThat(in.getShort(8)).isEqualTo((short) 2);
        assertThat(in.getShort(10)).isEqualTo((short) 96);
        assertThat(in.getInt(12)).isZero();
        assertThat(ByteBuffer.wrap(bytes, 16, 8).getLong()).isEqualTo(TestTraces.RECORDING.getMostSignificantBits());
        assertThat(ByteBuffer.wrap(bytes, 24, 8).getLong()).isEqualTo(TestTraces.RECORDING.getLeastSignificantBits());
        assertThat(in.getInt(32)).isEqualTo(3);
        assertThat(in.getInt(36)).isZero();
        assertThat(in.getLong(40)).isEqualTo(44);
        assertThat(in.getLong(48)).isEqualTo(55);
        assertThat(bytes[56]).isEqualTo((byte) 7);
        assertThat(bytes[87]).isEqualTo((byte) 7);
        assertThat(in.getInt(88)).isZero();
        FileHeader read = read(bytes);
        assertThat(read.recording()).isEqualTo(TestTraces.RECORDING);
        assertThat(read.segment()).isEqualTo(3);
        assertThat(read.createdNs()).isEqualTo(44);
        assertThat(read.sequenceBefore()).isEqualTo(55);
        assertThat(read.previousSeal()).hasSize(32).containsOnly(7);
        assertThat(read.firstBlock()).isEqualTo(96);
        assertThat(read.mark(TraceFormat.BLOCK_MAGIC))
                .endsWith(Arrays.copyOfRange(bytes, 16, 32))
                .hasSize(24);
    }

    @ParameterizedTest
    @ValueSource(ints = {96, 97, 4096})
    void aLargerHeaderIsReadByItsSize(int size) throws IOException {
        byte[] bytes = header(size);
        assertThat(read(bytes).firstBlock()).isEqualTo(size);
        assertThat(read(bytes).bytes()).hasSize(size);
        bytes[size - 5] ^= 1;
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptTraceException.class)
                .hasMessage("memory.gvt: file header with a wrong checksum; try repair (at byte " + (size - 4) + ")");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 95, 4097, 65_535})
    void aHeaderOfAnImpossibleSizeIsDamaged(int size) {
        byte[] bytes = Arrays.copyOf(header(96), 70_000);
        TraceFormat.littleEndian(bytes).putShort(10, (short) size);
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptTraceException.class)
                .hasMessage("memory.gvt: file header of " + size + " bytes, expected 96 to 4096 (at byte 10)");
    }

    @Test
    void aHeaderThatIsLongerThanTheFileIsDamaged() {
        byte[] cut = Arrays.copyOf(header(200), 199);
        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(CorruptTraceException.class)
                .hasMessageContaining("file header of 200 bytes");
        assertThatThrownBy(() -> read(Arrays.copyOf(cut, 95)))
                .isInstanceOf(CorruptTraceException.class)
                .hasMessage("memory.gvt: the file is cut inside its header, expected 96 bytes (at byte 95)");
    }

    @Test
    void flagsOfTheUpperHalfMayBeIgnored() throws IOException {
        byte[] bytes = header(96);
        TraceFormat.littleEndian(bytes).putInt(12, 0xffff0000);
        assertThat(read(withChecksum(bytes, 96)).segment()).isEqualTo(3);
        TraceFormat.littleEndian(bytes).putInt(12, 0x8000);
        withChecksum(bytes, 96);
        assertThatThrownBy(() -> read(bytes)).isInstanceOfSatisfying(UnsupportedTraceVersionException.class, e -> {
            assertThat(e)
                    .hasMessage("memory.gvt: the trace needs a newer program: unknown format flags 0x8000"
                            + " (at byte 12)");
            assertThat(e.isTooOld()).isFalse();
            assertThat(e.found()).isEqualTo(3);
            assertThat(e.offset()).isEqualTo(12);
            assertThat(e.file()).isEqualTo("memory.gvt");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 65_535})
    void otherVersionsAreTooOldOrTooNew(int version) {
        byte[] bytes = header(96);
        TraceFormat.littleEndian(bytes).putShort(8, (short) version);
        withChecksum(bytes, 96);
        assertThatThrownBy(() -> read(bytes)).isInstanceOfSatisfying(UnsupportedTraceVersionException.class, e -> {
            assertThat(e.isTooOld()).isEqualTo(version == 0);
            assertThat(e.found()).isEqualTo(version);
            assertThat(e.oldest()).isEqualTo(1);
            assertThat(e.newest()).isEqualTo(2);
            assertThat(e.reason())
                    .isEqualTo("format version " + version + " is too " + (version == 0 ? "old" : "new")
                            + ", expected 1 to 2");
        });
    }

    @Test
    void numbersBeyondTheSignedRangeAreRefused() throws IOException {
        byte[] segment = header(96);
        TraceFormat.littleEndian(segment).putInt(32, -1);
        withChecksum(segment, 96);
        assertThatThrownBy(() -> read(segment))
                .isInstanceOf(CorruptTraceException.class)
                .hasMessage("memory.gvt: file 4294967295 of a recording, expected at most 2147483647 (at byte 32)");
        byte[] sequence = header(96);
        TraceFormat.littleEndian(sequence).putLong(48, -1);
        withChecksum(sequence, 96);
        assertThatThrownBy(() -> read(sequence))
                .isInstanceOf(CorruptTraceException.class)
                .hasMessageContaining("file after message 18446744073709551615, expected at most 9223372036854775807");
        byte[] zero = header(96);
        TraceFormat.littleEndian(zero).putInt(32, 0).putLong(48, 0);
        assertThat(read(withChecksum(zero, 96)).segment()).isZero();
    }
}
