// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.trace.TraceFormat;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layout and limits of a block's header, byte for byte as FORMAT.md 3.1 has them. */
final class BlockHeaderTest {
    private static final BlockHeader HEADER = new BlockHeader(
            1,
            0,
            2,
            300,
            40,
            500,
            60,
            70,
            8,
            0x11121314,
            0x21222324,
            9,
            20,
            400,
            5,
            6,
            7,
            8,
            0x3132333435363738L,
            3,
            2);

    private static byte[] encoded() {
        byte[] bytes = HEADER.encode(new byte[TraceFormat.MARK_BYTES]);
        BlockHeader.finish(bytes, new byte[TraceFormat.SHA_BYTES]);
        return bytes;
    }

    @Test
    void everyNumberIsAtItsSpecifiedOffset() {
        ByteBuffer in = TraceFormat.littleEndian(encoded());
        int[] small = {1, 0, 2, 300, 500, 70, 8, 0x11121314, 0x21222324, 40};
        for (int i = 0; i < small.length; i++) {
            assertThat(in.getInt(24 + 4 * i)).as("at %d", 24 + 4 * i).isEqualTo(small[i]);
        }
        assertThat(in.getLong(64)).isEqualTo(9);
        assertThat(in.getLong(72)).isEqualTo(20);
        assertThat(in.getInt(80)).isEqualTo(400);
        assertThat(in.getInt(84)).isEqualTo(60);
        for (int i = 0; i < 4; i++) {
            assertThat(in.getLong(88 + 8 * i)).isEqualTo(5 + i);
        }
        assertThat(in.getLong(120)).isEqualTo(0x3132333435363738L);
        assertThat(in.getLong(160)).isEqualTo(3);
        assertThat(in.getInt(168)).isEqualTo(2);
        assertThat(in.getInt(172)).isEqualTo(TraceFormat.crc(encoded(), 0, 172));
        assertThat(BlockHeader.decode(encoded())).isEqualTo(HEADER);
        assertThat(HEADER.size()).isEqualTo(176 + 2 + 300);
    }

    @Test
    void theIndexHasTheSameNumbers() {
        byte[] index = new byte[7 + BlockHeader.INDEXED_BYTES];
        BlockHeader.toIndex(encoded(), index, 7);
        assertThat(BlockHeader.INDEXED_BYTES).isEqualTo(112);
        assertThat(BlockHeader.fromIndex(index, 7, 1)).isEqualTo(HEADER);
        assertThat(BlockHeader.fromIndex(index, 7, 5).number()).isEqualTo(5);
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of(32, 4, new long[] {0, 16_384}, new long[] {-1, 16_385}),
                Arguments.of(36, 4, new long[] {41, 1_114_112}, new long[] {40, 0, -1, 1_114_113}),
                Arguments.of(40, 4, new long[] {400, 1_048_576 - 60}, new long[] {399, 0, -1, 1_048_577 - 60}),
                Arguments.of(44, 4, new long[] {8, 500}, new long[] {7, 0, -1, 501}),
                Arguments.of(48, 4, new long[] {0, 11}, new long[] {-1, 12}),
                Arguments.of(60, 4, new long[] {0, 299}, new long[] {-1, 300}),
                Arguments.of(64, 8, new long[] {0, 12}, new long[] {-1, 13}),
                Arguments.of(72, 8, new long[] {17, Long.MAX_VALUE}, new long[] {16, -1}),
                Arguments.of(80, 4, new long[] {0, 500}, new long[] {-1, 501}),
                Arguments.of(84, 4, new long[] {0, 1_048_576 - 500}, new long[] {-1, 1_048_577 - 500}),
                Arguments.of(160, 8, new long[] {0, Long.MAX_VALUE}, new long[] {-1}),
                Arguments.of(168, 4, new long[] {0, 70}, new long[] {-1, 71}));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void sizesAreHeldToTheirLimits(int offset, int size, long[] within, long[] beyond) {
        for (long value : within) {
            assertThat(BlockHeader.decode(with(offset, size, value)))
                    .as("%d at %d", value, offset)
                    .isNotNull();
        }
        for (long value : beyond) {
            assertThat(BlockHeader.decode(with(offset, size, value)))
                    .as("%d at %d", value, offset)
                    .isNull();
        }
    }

    private static byte[] with(int offset, int size, long value) {
        byte[] bytes = encoded();
        ByteBuffer out = TraceFormat.littleEndian(bytes);
        if (size == Long.BYTES) {
            out.putLong(offset, value);
        } else {
            out.putInt(offset, (int) value);
        }
        return bytes;
    }

    @Test
    void noMoreMessagesThanRecords() {
        byte[] bytes = with(44, 4, 4);
        assertThat(BlockHeader.decode(bytes)).isNull();
        TraceFormat.littleEndian(bytes).putInt(48, 4);
        assertThat(BlockHeader.decode(bytes)).isNotNull();
    }

    @Test
    void packetsMayBeLargerThanTheContentWhereContextsStandForThem() {
        byte[] bytes = with(80, 4, 501);
        TraceFormat.littleEndian(bytes).putInt(28, TraceFormat.BLOCK_CONTEXTS);
        assertThat(BlockHeader.decode(bytes)).isNotNull();
        TraceFormat.littleEndian(bytes).putInt(28, ~TraceFormat.BLOCK_CONTEXTS);
        assertThat(BlockHeader.decode(bytes)).isNull();
    }
}
