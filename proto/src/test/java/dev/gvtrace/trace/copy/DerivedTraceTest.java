// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.copy;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.gvt.TestTraces;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import dev.gvtrace.trace.verify.TraceVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repair and merge. */
final class DerivedTraceTest {
    private static final int COUNT = 300;
    private static final WriterOptions OPTIONS = WriterOptions.defaults().withSynced(false);

    @TempDir
    private Path folder;

    private Path original() throws IOException {
        Path file = folder.resolve("original.gvt");
        try (TraceWriter writer =
                TraceWriter.create(file, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            for (int n = 1; n <= COUNT; n++) {
                TestTraces.message(writer, n);
                if (n % 100 == 50) {
                    writer.gap(new Gap(START, START, 2, "dropped"));
                }
                if (n % 10 == 0) {
                    writer.flush();
                }
            }
            writer.seal(Closing.end(START + COUNT, "end of test"));
        }
        return file;
    }

    /** A copy in which some bytes are changed. */
    private Path damaged(String name, double... places) throws IOException {
        byte[] bytes = Files.readAllBytes(original());
        Files.delete(folder.resolve("original.gvt"));
        for (double place : places) {
            bytes[(int) (place * bytes.length)] ^= 0x55;
        }
        return Files.write(folder.resolve(name), bytes);
    }

    private CopyReport repair(Path file, Path repaired) throws IOException {
        return TraceRepairer.repair(file, repaired, OPTIONS, TestTraces.INDEXER, "test", START);
    }

    @Test
    void aRepairedTraceIsWholeAndListsItsGaps() throws IOException {
        Path file = damaged("a.gvt", 0.3, 0.6);
        byte[] before = Files.readAllBytes(file);
        Path repaired = folder.resolve("repaired.gvt");
        CopyReport report = repair(file, repaired);
        assertThat(report.messages()).isEqualTo(COUNT - 20);
        assertThat(report.damage()).hasSize(2);
        assertThat(file).hasBinaryContent(before);
        assertThat(TraceVerifier.verify(repaired, TrustedKeys.none(), TestTraces.INDEXER)
                        .isVerified())
                .isTrue();
        try (TraceSource source = TraceSources.open(repaired)) {
            List<String> records = TestTraces.records(source);
            assertThat(records.stream().filter(line -> line.startsWith("GAP"))).hasSize(5);
            assertThat(records.stream().filter(line -> line.startsWith("NOTE") && line.contains("repaired: ")))
                    .hasSize(2);
            assertThat(TestTraces.sequences(source, Selection.all()))
                    .hasSize(COUNT - 20)
                    .contains((long) COUNT);
            assertThat(source.opening().sourceRecording()).isEqualTo(TestTraces.RECORDING);
            assertThat(source.opening().derivedFrom()).hasSize(1);
            assertThat(source.summary().recording()).isNotEqualTo(TestTraces.RECORDING);
        }
    }

    @Test
    void aTraceWithoutItsHeaderCanBeRepaired() throws IOException {
        byte[] whole = Files.readAllBytes(original());
        byte[] noHeader = whole.clone();
        Arrays.fill(noHeader, 0, 96, (byte) 0);
        Path file = Files.write(folder.resolve("b.gvt"), noHeader);
        assertThat(repair(file, folder.resolve("b2.gvt")).messages()).isEqualTo(COUNT);
        Path shifted = Files.write(folder.resolve("c.gvt"), Arrays.copyOfRange(whole, 50, whole.length));
        assertThat(repair(shifted, folder.resolve("c2.gvt")).messages()).isEqualTo(COUNT);
        Path text = Files.writeString(folder.resolve("d"), "no trace at all");
        assertThatThrownBy(() -> repair(text, folder.resolve("d2"))).isInstanceOf(NotATraceException.class);
        assertThat(folder.resolve("d2")).doesNotExist();
    }

    @Test
    void ignoresAHeaderOfAnotherRecording() throws IOException {
        byte[] whole = Files.readAllBytes(original());
        Files.delete(folder.resolve("original.gvt"));
        byte[] other = TestTraces.header(new java.util.UUID(8, 8));
        System.arraycopy(other, 0, whole, 0, other.length);
        Path file = Files.write(folder.resolve("e.gvt"), whole);
        CopyReport report = repair(file, folder.resolve("e2.gvt"));
        assertThat(report.messages()).isEqualTo(COUNT);
        assertThat(report.damage()).extracting(Damage::what).contains("damaged file header");
        Path begun = Files.write(folder.resolve("f.gvt"), other);
        assertThatThrownBy(() -> repair(begun, folder.resolve("f2.gvt")))
                .isInstanceOf(NotATraceException.class)
                .hasMessageContaining("no block can be read");
    }

    private CopyReport merge(Path out, Path... files) throws IOException {
        List<TraceSource> sources = TraceSources.openAll(List.of(files));
        List<RecordCursor> cursors =
                sources.stream().map(source -> source.records(Selection.all())).toList();
        try (TraceWriter writer = TraceWriter.create(
                out, TraceCopier.openingFrom(sources.get(0), "test", START), OPTIONS, TestTraces.INDEXER)) {
            CopyReport report = TraceMerger.merge(cursors, writer);
            writer.seal(Closing.end(START, "merged"));
            return report;
        } finally {
            for (int i = 0; i < sources.size(); i++) {
                cursors.get(i).close();
                sources.get(i).close();
            }
        }
    }

    @Test
    void damagedCopiesMakeUpForEachOther() throws IOException {
        Path first = damaged("a.gvt", 0.2, 0.5);
        Path second = damaged("b.gvt", 0.4, 0.8);
        Path merged = folder.resolve("merged.gvt");
        CopyReport report = merge(merged, first, second);
        assertThat(report.messages()).isEqualTo(COUNT);
        try (TraceSource source = TraceSources.open(merged)) {
            List<String> records = TestTraces.records(source);
            assertThat(records.stream().filter(line -> line.startsWith("GAP"))).hasSize(3);
            assertThat(records.stream().filter(line -> line.startsWith("MESSAGE")))
                    .hasSize(COUNT);
        }
        assertThat(TraceVerifier.verify(merged, TrustedKeys.none(), TestTraces.INDEXER)
                        .isVerified())
                .isTrue();
    }

    @Test
    void messagesThatNoCopyHasStayAGap() throws IOException {
        Path first = damaged("a.gvt", 0.2, 0.5);
        Path second = damaged("b.gvt", 0.2, 0.8);
        Path merged = folder.resolve("merged.gvt");
        assertThat(merge(merged, first, second).messages()).isEqualTo(COUNT - 10);
        try (TraceSource source = TraceSources.open(merged)) {
            assertThat(TestTraces.records(source).stream()
                            .filter(line -> line.startsWith("GAP") && line.contains("lost=10, cause=damage: ")))
                    .hasSize(1);
        }
    }

    @Test
    void tracesOfDifferentRecordingsAreNotMerged() throws IOException {
        Path first = original();
        Path other = folder.resolve("other.gvt");
        try (TraceWriter writer = TraceWriter.create(other, TestTraces.opening(), OPTIONS, TestTraces.INDEXER)) {
            TestTraces.message(writer, 17);
            writer.seal(Closing.end(START, "end"));
        }
        assertThatThrownBy(() -> merge(folder.resolve("merged.gvt"), first, other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("two different messages with sequence number 1");
    }
}
