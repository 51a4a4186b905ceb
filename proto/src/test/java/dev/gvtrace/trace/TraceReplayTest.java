// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.gvtrace.trace.TestTraces.MemoryBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TraceReplayTest {
    private static final int CONFIG_END = 16 + 8 + 14;

    private final byte[] whole = file(5, "{\"version\": 1}");

    private static byte[] file(int packets, String config) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Opening opening = Opening.builder(TraceOrigin.IMPORT, 0)
                .imported("client-0001", config.getBytes(StandardCharsets.UTF_8))
                .build();
        try (TraceReplayWriter writer = new TraceReplayWriter(out, opening)) {
            for (int n = 1; n <= packets; n++) {
                byte[] packet = TestTraces.packet(n);
                writer.packet(packet, 0, packet.length);
            }
            writer.packet(new byte[0], 0, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static TraceSource open(byte[] bytes) throws IOException {
        return TraceReplayReader.open(new MemoryBytes(bytes), false);
    }

    @Test
    void readsWhatItsWriterWrites() throws IOException {
        try (TraceSource source = open(whole)) {
            assertThat(TestTraces.sequences(source, Selection.all())).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(source.opening().importConfig()).asString().isEqualTo("{\"version\": 1}");
            assertThat(source.summary().ending()).isEqualTo(Ending.NO_SEAL);
            assertThat(source.summary().messages()).isEqualTo(6);
        }
    }

    @Test
    void startsAsGVisorsToolDoes() {
        byte[] bytes = file(0, "{\"version\":1}");
        assertThat(new String(bytes, 0, 37, StandardCharsets.ISO_8859_1))
                .isEqualTo("tracereplay file\r\0\0\0\0\0\0\0{\"version\":1}");
    }

    @Test
    void aCutFileIsReadUpToItsLastWholePacket() throws IOException {
        for (int size = CONFIG_END; size < whole.length; size++) {
            try (TraceSource source = open(Arrays.copyOf(whole, size))) {
                List<String> records = TestTraces.records(source);
                boolean atPacketEnd = records.stream().noneMatch(line -> line.startsWith("GAP"));
                assertThat(source.summary().ending())
                        .as("cut at %d", size)
                        .isEqualTo(atPacketEnd ? Ending.NO_SEAL : Ending.CUT);
                assertThat(records.size()).isLessThanOrEqualTo(6);
            }
        }
    }

    @Test
    void aFileWithoutItsConfigurationIsDamaged() {
        for (int size = 16; size < CONFIG_END; size++) {
            byte[] cut = Arrays.copyOf(whole, size);
            assertThatThrownBy(() -> open(cut)).isInstanceOf(CorruptTraceException.class);
        }
    }

    @Test
    void lengthsBeyondTheLimitEndTheFile() throws IOException {
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, TraceReplayReader.MAX_LENGTH + 1}) {
            byte[] hostile = whole.clone();
            TraceFormat.littleEndian(hostile).putLong(CONFIG_END, length);
            try (TraceSource source = open(hostile)) {
                assertThat(TestTraces.records(source))
                        .hasSize(1)
                        .first()
                        .asString()
                        .startsWith("GAP 0");
                assertThat(source.summary().ending()).isEqualTo(Ending.CUT);
            }
            byte[] config = whole.clone();
            TraceFormat.littleEndian(config).putLong(16, length);
            assertThatThrownBy(() -> open(config)).isInstanceOf(CorruptTraceException.class);
        }
    }

    @Test
    void readsZstdCompressedFilesAndTheirIntactPart() throws IOException {
        byte[] packed = Zstd.compress(file(3000, "{}"));
        try (TraceSource source = TraceReplayReader.open(new MemoryBytes(packed), true)) {
            assertThat(source.summary().messages()).isEqualTo(3001);
        }
        byte[] cut = Arrays.copyOf(packed, packed.length * 3 / 4);
        try (TraceSource source = TraceReplayReader.open(new MemoryBytes(cut), true)) {
            assertThat(source.summary().ending()).isEqualTo(Ending.CUT);
            assertThat(source.summary().damage()).hasSize(1);
        }
        assertThatThrownBy(() -> TraceReplayReader.open(new MemoryBytes(Zstd.compress(new byte[99])), true))
                .isInstanceOf(NotATraceException.class);
    }

    @Test
    void refusesPacketsThatTheToolWouldNotRead() throws IOException {
        try (TraceReplayWriter writer = new TraceReplayWriter(new ByteArrayOutputStream(), TestTraces.opening())) {
            assertThatThrownBy(() -> writer.packet(new byte[2_000_000], 0, 2_000_000))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("takes at most 1048576");
        }
    }
}
