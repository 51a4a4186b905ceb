// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program writes what {@code FORMAT.md} specifies: a reader written from that text reads the same from real files.
 */
class FormatTextTest {
    private static final Path VERSIONS = Path.of("src/test/resources/dev/gvtrace/trace");
    private static final Path VERSION_1 = VERSIONS.resolve("version-1.gvt");
    private static final Path VERSION_2 = VERSIONS.resolve("version-2.gvt");

    private static final List<RecordKind> KINDS = List.of(
            RecordKind.MESSAGE,
            RecordKind.OPENING,
            RecordKind.FACTS,
            RecordKind.PROCFS,
            RecordKind.GAP,
            RecordKind.NOTE,
            RecordKind.CLOSING);

    @TempDir
    Path dir;

    /** The files of the versions, which have every kind of record, and the bundled samples. */
    static List<Path> files() throws IOException {
        try (Stream<Path> samples = Files.list(Path.of("../samples/traces"))) {
            return Stream.concat(
                            Stream.of(VERSION_1, VERSION_2),
                            samples.filter(f -> f.toString().endsWith(".gvt")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aReaderMadeFromTheTextFindsTheSame(Path file) throws IOException {
        FormatReader text = FormatReader.read(Files.readAllBytes(file));
        assertThat(text.isSealed()).isTrue();
        assertSame(text, file);
    }

    @Test
    void itReadsOpeningGapSignatureAndSeal() throws IOException {
        FormatReader text = FormatReader.read(Files.readAllBytes(VERSION_1));
        assertThat(text.isSigned()).isTrue();
        Map<Long, byte[]> opening = FormatReader.entries(text.records().get(0).body());
        byte[] gap = text.records().stream()
                .filter(r -> r.kind() == 5)
                .findFirst()
                .orElseThrow()
                .body();
        try (TraceSource source = TraceSources.open(VERSION_1)) {
            Opening ours = source.opening();
            assertThat(FormatReader.number(opening.get(1L))).isEqualTo(ours.createdNs());
            assertThat(Text.ofBytes(opening.get(3L))).isEqualTo(ours.host());
            assertThat(Text.ofBytes(opening.get(4L))).isEqualTo(ours.tool());
            assertThat(source.summary().seal()).asString().contains(text.seal());
        }
        Map<Long, byte[]> entries = FormatReader.entries(gap);
        assertThat(Gap.decode(gap, 0, gap.length))
                .isEqualTo(new Gap(
                        FormatReader.number(entries.get(1L)),
                        FormatReader.number(entries.get(2L)),
                        FormatReader.number(entries.get(3L)),
                        new String(entries.get(4L), StandardCharsets.UTF_8)));
    }

    @Test
    void aFileWithoutFooterHasItsBlocks() throws IOException {
        byte[] whole = Files.readAllBytes(VERSION_1);
        int footer = whole.length;
        while (!(whole[footer - 4] == (byte) 0x89 && whole[footer - 3] == 'G' && whole[footer - 1] == 'F')) {
            footer--;
        }
        Path unsealed = Files.write(dir.resolve("unsealed.gvt"), Arrays.copyOf(whole, footer - 4));
        FormatReader text = FormatReader.read(Files.readAllBytes(unsealed));
        assertThat(text.isSealed()).isFalse();
        assertSame(text, unsealed);
        try (TraceSource source = TraceSources.open(unsealed)) {
            assertThat(source.summary().ending()).isNotEqualTo(Ending.SEALED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../samples/traces/hide-hardened.gvt", "src/test/resources/dev/gvtrace/trace/version-2.gvt"})
    void eachChangedByteIsNoticed(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 97) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> FormatReader.read(changed))
                    .as("byte %d", at)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    private static void assertSame(FormatReader text, Path file) throws IOException {
        try (TraceSource source = TraceSources.open(file);
                RecordCursor ours = source.records(Selection.all())) {
            for (FormatReader.Entry record : text.records()) {
                assertThat(ours.next()).isTrue();
                assertThat(KINDS.indexOf(ours.kind()) + 1).isEqualTo(record.kind());
                assertThat(ours.sequence()).isEqualTo(record.sequence());
                assertThat(ours.receivedNs()).isEqualTo(record.receivedNs());
                assertThat(Arrays.equals(
                                ours.buffer(),
                                ours.offset(),
                                ours.offset() + ours.length(),
                                record.body(),
                                0,
                                record.body().length))
                        .isTrue();
            }
            assertThat(ours.next()).isFalse();
        }
    }
}
