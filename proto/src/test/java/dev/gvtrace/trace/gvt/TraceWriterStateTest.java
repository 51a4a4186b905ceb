// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceOutput;
import dev.gvtrace.trace.copy.TraceCopier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of a writer while it writes, and when it waits for the disk. */
final class TraceWriterStateTest {
    private static final int OPENING_BLOCK = 1;

    @TempDir
    private Path folder;

    /** Takes a few bytes at a time and counts what is asked of it. */
    private static final class CountingOutput implements TraceOutput {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int syncs;
        private int closes;
        private boolean full;

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            byte[] part = new byte[Math.min(100, bytes.remaining())];
            bytes.get(part);
            out.writeBytes(part);
        }

        @Override
        public void sync() {
            syncs++;
        }

        @Override
        public void close() {
            closes++;
        }
    }

    private static TraceWriter writer(CountingOutput out, WriterOptions options) throws IOException {
        return new TraceWriter(out, TestTraces.opening(), options, TestTraces.INDEXER);
    }

    @Test
    void countsWrittenAndTakenSeparately() throws IOException {
        CountingOutput out = new CountingOutput();
        try (TraceWriter writer = writer(out, TestTraces.options())) {
            TestTraces.message(writer, 1);
            writer.gap(new Gap(START, START, 5, "dropped"));
            writer.gap(new Gap(START, START, Gap.UNKNOWN, "dropped"));
            assertThat(writer.messages()).isEqualTo(1);
            assertThat(writer.lost()).isEqualTo(5);
            assertThat(writer.messagesWritten()).isZero();
            assertThat(writer.packetBytesWritten()).isZero();
            assertThat(writer.lostWritten()).isZero();
            writer.flush();
            assertThat(writer.messagesWritten()).isEqualTo(1);
            assertThat(writer.packetBytesWritten()).isEqualTo(TestTraces.packet(1).length);
            assertThat(writer.lostWritten()).isEqualTo(5);
            assertThat(writer.fileBytes()).isEqualTo(out.out.size());
            TestTraces.message(writer, 2);
            writer.flush();
            assertThat(writer.messagesWritten()).isEqualTo(2);
            assertThat(writer.packetBytesWritten())
                    .isEqualTo(TestTraces.packet(1).length + TestTraces.packet(2).length);
            out.full = true;
            assertThatThrownBy(() -> writer.seal(Closing.end(START, "end"))).isInstanceOf(IOException.class);
            assertThat(writer.isSealed()).isFalse();
            out.full = false;
            writer.seal(Closing.end(START, "end"));
            assertThat(writer.isSealed()).isTrue();
            assertThat(writer.fileBytes()).isEqualTo(out.out.size());
        }
    }

    @Test
    void aContinuationFileHasTheNextNumberAndSequence() throws IOException {
        byte[] value = new byte[TraceFormat.SHA_BYTES];
        value[3] = 9;
        Seal before = new Seal(new UUID(5, 6), 7, 40, value);
        CountingOutput out = new CountingOutput();
        try (TraceWriter writer = writer(out, TestTraces.options().following(before))) {
            assertThat(writer.recording()).isEqualTo(new UUID(5, 6));
            assertThat(writer.segment()).isEqualTo(8);
            TestTraces.message(writer, 1);
            Seal seal = writer.seal(Closing.end(START, "end"));
            assertThat(seal.segment()).isEqualTo(8);
            assertThat(seal.sequence()).isEqualTo(41);
            assertThat(seal.recording()).isEqualTo(new UUID(5, 6));
        }
        try (TraceReader reader = TestTraces.reader(out.out.toByteArray())) {
            assertThat(reader.header().segment()).isEqualTo(8);
            assertThat(reader.header().sequenceBefore()).isEqualTo(40);
            assertThat(reader.header().previousSeal()).isEqualTo(value);
            assertThat(TestTraces.sequences(reader, Selection.all())).containsExactly(41L);
            assertThat(reader.opening()).isEqualTo(TestTraces.opening());
        }
    }

    @Test
    void syncsOnlyIfRequestedAndAfterAWrite() throws IOException {
        CountingOutput out = new CountingOutput();
        try (TraceWriter writer = writer(out, TestTraces.options().withSynced(true))) {
            assertThat(out.syncs).as("the opening").isEqualTo(OPENING_BLOCK);
            writer.flush();
            assertThat(out.syncs).isEqualTo(1);
            TestTraces.message(writer, 1);
            writer.flush();
            assertThat(out.syncs).isEqualTo(2);
            TestTraces.message(writer, 2);
            writer.close();
            assertThat(out.syncs).isEqualTo(3);
            assertThat(out.closes).isEqualTo(1);
        }
        assertThat(out.syncs).isEqualTo(3);
        assertThat(out.closes).as("closed once").isEqualTo(1);
        try (TraceReader reader = TestTraces.reader(out.out.toByteArray())) {
            assertThat(TestTraces.sequences(reader, Selection.all())).containsExactly(1L, 2L);
        }
        CountingOutput sealed = new CountingOutput();
        try (TraceWriter writer = writer(sealed, TestTraces.options().withSynced(true))) {
            writer.seal(Closing.end(START, "end"));
        }
        assertThat(sealed.syncs).isEqualTo(2);
        assertThat(sealed.closes).isEqualTo(1);
        CountingOutput unsynced = new CountingOutput();
        try (TraceWriter writer = writer(unsynced, TestTraces.options())) {
            TestTraces.message(writer, 1);
            writer.flush();
            TestTraces.message(writer, 2);
        }
        assertThat(unsynced.syncs).isZero();
    }

    @Test
    void aClosedWriterAcceptsNothing() throws IOException {
        CountingOutput out = new CountingOutput();
        TraceWriter writer = writer(out, TestTraces.options());
        writer.close();
        int size = out.out.size();
        assertThatThrownBy(() -> TestTraces.message(writer, 1)).hasMessage("the trace writer is closed");
        assertThatThrownBy(writer::flush).hasMessage("the trace writer is closed");
        assertThatThrownBy(() -> writer.seal(Closing.end(START, "end"))).hasMessage("the trace writer is closed");
        assertThat(writer.messages()).isZero();
        assertThat(out.out.size()).isEqualTo(size);
    }

    @Test
    void aFileThatCannotBeBegunIsRemoved() {
        Opening huge = TestTraces.opening().toBuilder()
                .session(new byte[TraceFormat.MAX_RECORD + 1])
                .build();
        Path file = folder.resolve("a.gvt");
        assertThatThrownBy(() -> TraceWriter.create(file, huge, TestTraces.options(), TestTraces.INDEXER))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void aStreamGetsTheSameBytesAsAFile() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (TraceWriter writer =
                TraceWriter.create(stream, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            TestTraces.writeSmall(writer);
            writer.seal(Closing.end(START + 9, "end of test"));
        }
        assertThat(stream.toByteArray()).isEqualTo(TestTraces.small());
        Path file = folder.resolve("a.gvt");
        try (TraceWriter writer = TraceWriter.create(
                file, TestTraces.opening(), TestTraces.options().withSynced(true), TestTraces.INDEXER)) {
            TestTraces.writeSmall(writer);
            writer.seal(Closing.end(START + 9, "end of test"));
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(TestTraces.small());
    }

    @Test
    void aBlockEndsWhenItIsFull() throws IOException {
        CountingOutput out = new CountingOutput();
        try (TraceWriter writer = writer(out, TestTraces.options().withBlockBytes(4096))) {
            byte[] packet = new byte[1000];
            for (int n = 0; n < 10; n++) {
                writer.message(START, packet, 0, packet.length);
            }
            writer.seal(Closing.end(START, "end"));
        }
        try (TraceReader reader = TestTraces.reader(out.out.toByteArray())) {
            List<IndexedBlock> blocks = reader.footer().blocks();
            assertThat(blocks).extracting(block -> block.header().messages()).containsExactly(0, 5, 5, 0);
            assertThat(blocks.get(0).header().has(TraceFormat.BLOCK_CLOSING)).isFalse();
            assertThat(blocks.get(3).header().has(TraceFormat.BLOCK_CLOSING)).isTrue();
        }
    }

    @Test
    void theFactsOfAMessageDoNotLeakIntoTheNext() throws IOException {
        CountingOutput out = new CountingOutput();
        try (TraceWriter writer = writer(out, TestTraces.options())) {
            byte[] packet = TestTraces.packet(9, START + 1, "c", new byte[4]);
            writer.message(START, packet, 0, packet.length);
            writer.message(START, packet, 0, 5);
            writer.flush();
            writer.message(START, packet, 0, 5);
            writer.seal(Closing.end(START, "end"));
        }
        assertThat(TestTraces.verify(out.out.toByteArray()).findings()).isEmpty();
        try (TraceReader reader = TestTraces.reader(out.out.toByteArray())) {
            BlockHeader both = reader.footer().blocks().get(1).header();
            assertThat(both.types()).isEqualTo(1 << 9 | 1);
            assertThat(both.has(TraceFormat.BLOCK_UNTIMED)).isTrue();
            assertThat(both.firstTime()).isEqualTo(START + 1);
            IndexedBlock nothing = reader.footer().blocks().get(2);
            assertThat(nothing.header().types()).isEqualTo(1);
            assertThat(nothing.header().firstTime()).isZero();
            assertThat(nothing.containers().names()).isEmpty();
        }
    }

    @Test
    void aForgedGapThatIsLongerThanABlockIsCopiedWithItsCauseCut() throws IOException {
        CountingOutput forged = new CountingOutput();
        String cause = "x".repeat(100_000);
        try (TraceWriter writer = writer(forged, TestTraces.options())) {
            writer.gap(new Gap(START, START + 1, 4, cause));
            writer.gap(new Gap(START, START + 1, 5, cause.substring(0, 60_000)));
            writer.seal(Closing.end(START, "end"));
        }
        CountingOutput copy = new CountingOutput();
        try (TraceReader reader = TestTraces.reader(forged.out.toByteArray());
                RecordCursor cursor = reader.records(Selection.all());
                TraceWriter writer = writer(copy, TestTraces.options())) {
            TraceCopier.copy(cursor, writer);
            assertThat(writer.lost()).isEqualTo(9);
            writer.seal(Closing.end(START, "end"));
        }
        try (TraceReader reader = TestTraces.reader(copy.out.toByteArray())) {
            List<String> records = TestTraces.records(reader);
            assertThat(records.get(1)).hasSizeBetween(4096, 4300).contains("lost=4");
            assertThat(records.get(2)).hasSizeGreaterThan(60_000).contains("lost=5");
            assertThat(reader.summary().lost()).isEqualTo(9);
            assertThat(reader.summary().gaps()).isEqualTo(2);
        }
    }

    @Test
    void aPieceThatCouldNotBeWrittenIsWrittenLater() throws IOException {
        CountingOutput out = new CountingOutput();
        try (TraceWriter writer = writer(out, TestTraces.options())) {
            byte[] large = new byte[3 << 20];
            Arrays.fill(large, (byte) 5);
            out.full = true;
            writer.message(START, large, 0, large.length);
            assertThat(writer.messages()).isEqualTo(1);
            assertThat(writer.messagesWritten()).isZero();
            assertThatThrownBy(() -> TestTraces.message(writer, 2)).hasMessageContaining("No space left");
            out.full = false;
            TestTraces.message(writer, 2);
            writer.seal(Closing.end(START, "end"));
        }
        assertThat(TestTraces.verify(out.out.toByteArray()).findings()).isEmpty();
        try (TraceReader reader = TestTraces.reader(out.out.toByteArray())) {
            assertThat(TestTraces.sequences(reader, Selection.all())).containsExactly(1L, 2L);
        }
    }
}
