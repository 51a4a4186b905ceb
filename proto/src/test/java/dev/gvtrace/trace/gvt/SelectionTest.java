// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.Selection.Range;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages a selection takes, exactly and by block; what it is made of: ids of containers, sums, options. */
final class SelectionTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Messages 1 to 6 in blocks of two; the third has no receive time, the fourth no time, the fifth no container. */
    private static TraceReader six() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            for (int n = 1; n <= 6; n++) {
                byte[] packet =
                        TestTraces.packet(n == 6 ? 63 : n, n == 4 ? 0 : START + n, n == 5 ? "" : "c" + n, new byte[n]);
                writer.message(n == 3 ? 0 : START + 10 * n, packet, 0, packet.length);
                if (n % 2 == 0) {
                    writer.flush();
                }
            }
            writer.seal(Closing.end(START + 100, "end"));
        }
        return TestTraces.reader(out.bytes());
    }

    private static List<Long> exact(Selection selection) throws IOException {
        try (TraceReader reader = six()) {
            return TestTraces.sequences(reader, selection.exactly(TestTraces.INDEXER));
        }
    }

    private static List<Long> byBlock(Selection selection) throws IOException {
        try (TraceReader reader = six()) {
            return TestTraces.sequences(reader, selection);
        }
    }

    @Test
    void bothEndsOfARangeAreIncluded() throws IOException {
        assertThat(exact(Selection.all())).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(exact(Selection.all().sequences(2, 5))).containsExactly(2L, 3L, 4L, 5L);
        assertThat(exact(Selection.all().times(START + 2, START + 5))).containsExactly(2L, 3L, 4L, 5L);
        assertThat(exact(Selection.all().times(START + 3, START + 3))).containsExactly(3L, 4L);
        assertThat(exact(Selection.all().received(START + 20, START + 50))).containsExactly(2L, 3L, 4L, 5L);
        assertThat(exact(Selection.all().received(START + 21, START + 49))).containsExactly(3L, 4L);
    }

    @Test
    void selectsMessagesByTypeAndContainer() throws IOException {
        assertThat(exact(Selection.all().types(Selection.typeBit(2) | Selection.typeBit(5))))
                .containsExactly(2L, 5L);
        assertThat(exact(Selection.all().types(Selection.typeBit(900))))
                .as("63 and above share a bit")
                .containsExactly(6L);
        assertThat(exact(Selection.all().containers(List.of(Text.ofUtf8("c2"), Text.ofUtf8("c6")))))
                .containsExactly(2L, 6L);
        assertThat(exact(Selection.all().containers(List.of(Text.ofUtf8("c"))))).containsExactly(1L, 2L, 3L, 4L, 6L);
        assertThat(exact(Selection.all().containers(List.of(Text.ofUtf8("c22")))))
                .isEmpty();
    }

    @Test
    void anExactSelectionReportsDamageAndKeepsNoMessage() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            byte[] packet = TestTraces.packet(2, START, "c2", new byte[3]);
            writer.message(START, packet, 0, packet.length);
            writer.message(START, packet, 0, 6);
            writer.flush();
            writer.message(START, packet, 0, packet.length);
        }
        byte[] cut = Arrays.copyOf(out.bytes(), out.bytes().length - 1);
        Selection selection =
                Selection.all().containers(List.of(Text.ofUtf8("c2"))).exactly(TestTraces.INDEXER);
        try (TraceReader reader = TestTraces.reader(cut)) {
            RecordCursor cursor = reader.records(selection);
            assertThat(TestTraces.records(cursor))
                    .filteredOn(line -> line.startsWith("MESSAGE"))
                    .hasSize(1);
            assertThat(cursor.damage()).extracting(Damage::what).containsExactly("block that is not complete");
            RecordCursor closed = reader.records(selection);
            assertThat(closed.next()).isTrue();
            closed.close();
            assertThat(closed.next()).isFalse();
        }
    }

    @Test
    void blocksAreLeftOutByTheirEdges() throws IOException {
        assertThat(byBlock(Selection.all().sequences(2, 2))).containsExactly(1L, 2L);
        assertThat(byBlock(Selection.all().sequences(3, 4))).containsExactly(3L, 4L);
        assertThat(byBlock(Selection.all().times(START + 2, START + 2)))
                .as("3 and 4 have one without")
                .contains(1L, 2L, 3L, 4L);
        assertThat(byBlock(Selection.all().times(START + 5, START + 5))).contains(3L, 4L, 5L, 6L);
        assertThat(byBlock(Selection.all().times(START + 6, START + 6))).contains(5L, 6L);
        assertThat(byBlock(Selection.all().times(START + 7, START + 9))).doesNotContain(1L, 2L);
        assertThat(byBlock(Selection.all().received(START + 20, START + 20))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(byBlock(Selection.all().received(START + 21, START + 49))).containsExactly(3L, 4L);
        assertThat(byBlock(Selection.all().types(Selection.typeBit(3)))).containsExactly(3L, 4L);
        assertThat(byBlock(Selection.all().containers(List.of(Text.ofUtf8("c4")))))
                .containsExactly(3L, 4L);
    }

    @Test
    void eachPartKeepsTheOthers() {
        Selection all = Selection.all()
                .sequences(1, 2)
                .times(3, 4)
                .received(5, 6)
                .types(7)
                .containers(List.of(Text.ofUtf8("a")))
                .exactly(TestTraces.INDEXER)
                .readAhead(9);
        Selection expected = new Selection(
                new Range(1, 2), new Range(3, 4), new Range(5, 6), 7, List.of(Text.ofUtf8("a")), TestTraces.INDEXER, 9);
        assertThat(all).isEqualTo(expected);
        assertThat(all.sequences(1, 2).times(3, 4).received(5, 6)).isEqualTo(expected);
        assertThat(all.types(7).containers(List.of(Text.ofUtf8("a"))).exactly(TestTraces.INDEXER))
                .isEqualTo(expected);
        assertThat(Selection.all().readAhead(-1).readAhead()).isZero();
        assertThat(Selection.all().readAhead(17).readAhead()).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "62, 62", "63, 63", "64, 63", "65535, 63", "-1, 63"})
    void typesBeyondTheLastBitShareOne(int type, int bit) {
        assertThat(Selection.typeBit(type)).isEqualTo(1L << bit);
    }

    @Test
    void containersAreKeptOnceUpToTheirNumberAndLength() {
        ContainerSet set = new ContainerSet(2);
        set.add(bytes("xaby"), 1, 2);
        set.add(bytes("ab"), 0, 2);
        set.add(bytes("c"), 0, 1);
        set.add(bytes("ab"), 0, 2);
        assertThat(set.names()).containsExactly(Text.ofUtf8("ab"), Text.ofUtf8("c"));
        assertThat(set.isIncomplete()).isFalse();
        assertThat(set.encode()).isEqualTo(new byte[] {2, 'a', 'b', 1, 'c'});
        set.add(bytes("d"), 0, 1);
        assertThat(set.isIncomplete()).isTrue();
        assertThat(set.names()).hasSize(2);
        set.clear();
        assertThat(set.isIncomplete()).isFalse();
        assertThat(set.names()).isEmpty();
        set.add(new byte[256], 0, 255);
        assertThat(set.isIncomplete()).isFalse();
        set.add(new byte[256], 0, 256);
        assertThat(set.isIncomplete()).isTrue();
        assertThat(set.names()).hasSize(1);
    }

    @Test
    void aSetThatIsMalformedIsNotComplete() {
        byte[] encoded = {9, 2, 'a', 'b', 1, 'c', 9};
        ContainerSet set = ContainerSet.decode(encoded, 1, 5, 64);
        assertThat(set.names()).containsExactly(Text.ofUtf8("ab"), Text.ofUtf8("c"));
        assertThat(set.isIncomplete()).isFalse();
        assertThat(ContainerSet.decode(encoded, 1, 4, 64).isIncomplete()).isTrue();
        assertThat(ContainerSet.decode(encoded, 1, 4, 64).names()).containsExactly(Text.ofUtf8("ab"));
        assertThat(ContainerSet.decode(new byte[] {0, 1, 'a'}, 0, 3, 64).isIncomplete())
                .isTrue();
        assertThat(ContainerSet.decode(encoded, 1, 5, 1).isIncomplete()).isTrue();
        ContainerSet sum = new ContainerSet(64);
        sum.addAll(set);
        assertThat(sum.names()).containsExactly(Text.ofUtf8("ab"), Text.ofUtf8("c"));
        assertThat(sum.isIncomplete()).isFalse();
        sum.addAll(ContainerSet.decode(encoded, 1, 4, 64));
        assertThat(sum.isIncomplete()).isTrue();
        assertThat(set.mayContain(List.of(bytes("a")))).isTrue();
        assertThat(set.mayContain(List.of(bytes("abc"), bytes("b")))).isFalse();
        assertThat(sum.mayContain(List.of(bytes("b")))).isTrue();
        assertThat(set.mayContain(List.of(bytes("x"), bytes("c")))).isTrue();
    }

    @Test
    void sumsOfForgedNumbersStayWithinTheirRange() {
        assertThat(TraceFormat.sum(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(TraceFormat.sum(0, 0)).isZero();
        assertThat(TraceFormat.sum(2, 3)).isEqualTo(5);
        assertThat(Totals.earlier(0, 5)).isEqualTo(5);
        assertThat(Totals.earlier(5, 0)).isEqualTo(5);
        assertThat(Totals.earlier(7, 5)).isEqualTo(5);
        assertThat(Totals.later(0, -5)).isEqualTo(-5);
        assertThat(Totals.later(-5, 0)).isEqualTo(-5);
        assertThat(Totals.later(7, 5)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 16, 24, 32, 80, 88})
    void refusesANegativeCountInAFooter(int offset) {
        byte[] numbers = new byte[96];
        Totals possible = Totals.decode(TraceFormat.littleEndian(numbers), 1, new ContainerSet(1));
        assertThat(possible.isPossible()).isTrue();
        TraceFormat.littleEndian(numbers).putLong(offset, -1);
        Totals impossible = Totals.decode(TraceFormat.littleEndian(numbers), 1, new ContainerSet(1));
        assertThat(impossible.isPossible()).isFalse();
        assertThat(impossible.hasSameNumbers(possible)).isFalse();
        assertThat(possible.hasSameNumbers(
                        Totals.decode(TraceFormat.littleEndian(new byte[96]), 2, new ContainerSet(1))))
                .as("number of blocks")
                .isFalse();
        assertThat(possible.hasSameNumbers(
                        Totals.decode(TraceFormat.littleEndian(new byte[96]), 1, new ContainerSet(1))))
                .isTrue();
    }

    @Test
    void optionsAreCheckedAndKeptOneByOne() {
        for (int level : new int[] {1, 19}) {
            assertThat(WriterOptions.defaults().withCompressionLevel(level).compressionLevel())
                    .isEqualTo(level);
        }
        for (int level : new int[] {0, 20}) {
            assertThatThrownBy(() -> WriterOptions.defaults().withCompressionLevel(level))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("compression level " + level + ", expected 1 to 19");
        }
        for (int size : new int[] {4096, 1 << 20}) {
            assertThat(WriterOptions.defaults().withBlockBytes(size).blockBytes())
                    .isEqualTo(size);
        }
        for (int size : new int[] {4095, (1 << 20) + 1}) {
            assertThatThrownBy(() -> WriterOptions.defaults().withBlockBytes(size))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("block size " + size + ", expected 4096 to 1048576");
        }
        WriterOptions defaults = WriterOptions.defaults();
        assertThat(defaults).isEqualTo(new WriterOptions(3, 512 * 1024, true, null, null, null));
        byte[] value = new byte[TraceFormat.SHA_BYTES];
        Arrays.fill(value, (byte) 0xab);
        Seal seal = new Seal(new UUID(1, 2), 3, 4, value);
        WriterOptions all =
                defaults.withRecording(new UUID(9, 9)).following(seal).withSynced(false);
        assertThat(all).isEqualTo(new WriterOptions(3, 512 * 1024, false, null, new UUID(1, 2), seal));
        assertThat(seal.hex()).isEqualTo("ab".repeat(32));
        seal.value()[0] = 0;
        assertThat(seal.value()).isEqualTo(value);
        assertThat(seal)
                .isEqualTo(new Seal(new UUID(1, 2), 3, 4, value))
                .isNotEqualTo(new Seal(new UUID(1, 3), 3, 4, value))
                .isNotEqualTo(new Seal(new UUID(1, 2), 2, 4, value))
                .isNotEqualTo(new Seal(new UUID(1, 2), 3, 5, value))
                .isNotEqualTo(new Seal(new UUID(1, 2), 3, 4, new byte[32]))
                .isNotEqualTo("seal");
    }
}
