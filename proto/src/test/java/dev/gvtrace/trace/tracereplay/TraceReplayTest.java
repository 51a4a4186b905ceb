// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.tracereplay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.gvt.TestTraces;
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
                .imported(Text.ofUtf8("client-0001"), config.getBytes(StandardCharsets.UTF_8))
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
        return TraceReplayReader.open(TestTraces.bytes(bytes));
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
        try (TraceSource source = TraceReplayReader.open(TestTraces.bytes(packed))) {
            assertThat(source.summary().messages()).isEqualTo(3001);
        }
        byte[] cut = Arrays.copyOf(packed, packed.length * 3 / 4);
        try (TraceSource source = TraceReplayReader.open(TestTraces.bytes(cut))) {
            assertThat(source.summary().ending()).isEqualTo(Ending.CUT);
            assertThat(source.summary().damage()).hasSize(1);
        }
        assertThatThrownBy(() -> TraceReplayReader.open(TestTraces.bytes(Zstd.compress(new byte[99]))))
                .isInstanceOf(NotATraceException.class);
    }

    @Test
    void listsItsContentsAndDamage() throws IOException {
        long bytes = 0;
        for (int n = 1; n <= 5; n++) {
            bytes += TestTraces.packet(n).length;
        }
        try (TraceSource source = TraceReplayReader.open(TraceBytes.of(ByteSource.of("a/b/client-7", whole)))) {
            assertThat(source.opening().importName().decoded()).isEqualTo("client-7");
            assertThat(source.opening().origin()).isEqualTo(TraceOrigin.IMPORT);
            assertThat(source.files()).containsExactly("a/b/client-7");
            TraceSummary summary = source.summary();
            assertThat(source.summary()).isSameAs(summary);
            assertThat(summary.layout()).isEqualTo("tracereplay");
            assertThat(summary.packetBytes()).isEqualTo(bytes);
            assertThat(summary.fileBytes()).isEqualTo(whole.length);
            assertThat(summary.rawBytes()).isEqualTo(whole.length);
            assertThat(summary.lastSequence()).isEqualTo(6);
            assertThat(summary.types()).isEqualTo(-1);
            assertThat(summary.containersComplete()).isFalse();
            assertThat(TestTraces.sequences(
                            source, Selection.all().sequences(2, 3).exactly(TestTraces.INDEXER)))
                    .containsExactly(2L, 3L);
        }
        int last = whole.length - 8;
        int fifth = last - 8 - TestTraces.packet(5).length;
        assertDamage(last + 3, new Damage("memory.gvt", last, 3, "cut inside the length of a packet", true));
        assertDamage(last - 1, new Damage("memory.gvt", fifth, last - 1 - fifth, "cut inside a packet", true));
        byte[] hostile = whole.clone();
        TraceFormat.littleEndian(hostile).putLong(fifth, -1);
        try (TraceSource source = open(hostile)) {
            assertThat(source.summary().damage())
                    .containsExactly(new Damage(
                            "memory.gvt",
                            fifth,
                            whole.length - fifth,
                            "packet of 18446744073709551615 bytes, expected at most 1048576",
                            true));
            assertThat(TestTraces.records(source).get(4))
                    .isEqualTo("GAP 4 0 "
                            + new Gap(
                                    0,
                                    0,
                                    Gap.UNKNOWN,
                                    "damage: packet of 18446744073709551615 bytes, expected at most 1048576"));
        }
    }

    private void assertDamage(int size, Damage expected) throws IOException {
        try (TraceSource source = open(Arrays.copyOf(whole, size))) {
            assertThat(source.summary().damage()).containsExactly(expected);
            assertThat(source.summary().messages()).isEqualTo(expected.what().contains("length") ? 5 : 4);
        }
    }

    @Test
    void packetsUpToTheLimitComeBackWhereverTheyStand() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] sizes = {1, 300_000, TraceReplayReader.MAX_LENGTH, 0, 250_000, TraceReplayReader.MAX_LENGTH, 7};
        try (TraceReplayWriter writer = new TraceReplayWriter(out, TestTraces.opening())) {
            for (int size : sizes) {
                byte[] packet = new byte[size + 2];
                Arrays.fill(packet, (byte) size);
                packet[0] = 9;
                writer.packet(packet, 1, size);
            }
        }
        try (TraceSource source = open(out.toByteArray());
                RecordCursor cursor = source.records(Selection.all())) {
            for (int size : sizes) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.length()).isEqualTo(size);
                assertThat(cursor.receivedNs()).isZero();
                byte[] expected = new byte[size];
                Arrays.fill(expected, (byte) size);
                assertThat(Arrays.mismatch(cursor.buffer(), cursor.offset(), cursor.offset() + size, expected, 0, size))
                        .isEqualTo(-1);
            }
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.damage()).isEmpty();
        }
        byte[] config = new byte[TraceReplayReader.MAX_LENGTH];
        Arrays.fill(config, (byte) ' ');
        Opening opening = TestTraces.opening().toBuilder()
                .imported(Text.ofUtf8("x"), config)
                .build();
        ByteArrayOutputStream longest = new ByteArrayOutputStream();
        try (TraceReplayWriter writer = new TraceReplayWriter(longest, opening)) {
            writer.packet(new byte[3], 0, 3);
        }
        try (TraceSource source = open(longest.toByteArray())) {
            assertThat(source.opening().importConfig()).isEqualTo(config);
            assertThat(source.summary().messages()).isEqualTo(1);
        }
    }

    @Test
    void aCursorThatWasClosedHasNoMore() throws IOException {
        try (TraceSource source = open(whole)) {
            RecordCursor cursor = source.records(Selection.all());
            assertThat(cursor.next()).isTrue();
            cursor.close();
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void refusesAndClosesInvalidFiles() {
        byte[] packed = Zstd.compress(whole);
        packed[4] ^= 0x40;
        byte[] damaged = Arrays.copyOf(packed, packed.length - 9);
        assertThatThrownBy(() -> TraceReplayReader.open(TestTraces.bytes(damaged)))
                .isInstanceOf(TraceException.class);
        byte[] other = whole.clone();
        other[15] = 'x';
        assertThatThrownBy(() -> open(other))
                .isInstanceOf(NotATraceException.class)
                .hasMessage("memory.gvt: not a trace (at byte 0)");
        assertThatThrownBy(() -> TraceReplayReader.open(TestTraces.bytes(Zstd.compress(other))))
                .hasMessage("memory.gvt: compressed, but no tracereplay file inside (at byte 0)");
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
