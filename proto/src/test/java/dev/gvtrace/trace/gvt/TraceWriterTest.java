// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.EndCause;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceWriterTest {
    @TempDir
    private Path folder;

    private static TraceWriter writer(MemoryOutput out) throws IOException {
        return new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER);
    }

    @Test
    void everyKindOfRecordComesBack() throws IOException {
        try (TraceReader reader = TestTraces.reader(TestTraces.small())) {
            List<String> records = TestTraces.records(reader);
            assertThat(records).hasSize(10);
            assertThat(records.get(0)).isEqualTo("OPENING 0 " + START + " LIVE by gvtrace test on node-1");
            assertThat(records.get(1)).startsWith("MESSAGE 1 " + (START + 1));
            assertThat(records.get(2)).isEqualTo("FACTS 1 " + START + " bundle {\"a\":1}");
            assertThat(records.get(4))
                    .isEqualTo("GAP 2 " + (START + 5) + " " + new Gap(START, START + 5, 3, "dropped by the Sentry"));
            assertThat(records.get(6)).isEqualTo("PROCFS 3 " + (START + 6) + " procfs\n{}");
            assertThat(records.get(7)).isEqualTo("NOTE 3 " + (START + 7) + " a note");
            assertThat(records.get(9))
                    .isEqualTo("CLOSING 4 " + (START + 9) + " "
                            + TestTraces.text(new Closing(
                                    START + 9,
                                    Text.ofUtf8("end of test"),
                                    false,
                                    new Closing.Counts(4, 4 * 31 + 10, 3),
                                    EndCause.UNKNOWN,
                                    false)));
            assertThat(reader.opening()).isEqualTo(TestTraces.opening());
        }
    }

    @Test
    void neverOverwritesAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("there"), "evidence");
        assertThatThrownBy(() -> TestTraces.write(file, 1, TestTraces.options()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("evidence");
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws IOException {
        Path file = folder.resolve("a.gvt");
        TestTraces.write(file, 1, TestTraces.options());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatWasFlushedIsThereWhenTheWriterIsKilled() throws IOException {
        Path file = folder.resolve("a.gvt");
        try (TraceWriter writer =
                TraceWriter.create(file, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            for (int n = 1; n <= 100; n++) {
                TestTraces.message(writer, n);
                if (n % 10 == 0) {
                    writer.flush();
                    assertReadable(Files.readAllBytes(file), n);
                }
            }
            TestTraces.message(writer, 101);
            assertReadable(Files.readAllBytes(file), 100);
        }
        assertReadable(Files.readAllBytes(file), 101);
    }

    private static void assertReadable(byte[] asKilled, int messages) throws IOException {
        try (TraceReader reader = TestTraces.reader(asKilled)) {
            assertThat(reader.summary().messages()).isEqualTo(messages);
            assertThat(reader.summary().ending()).isEqualTo(Ending.CRASHED);
            assertThat(reader.summary().damage()).isEmpty();
            assertThat(TestTraces.sequences(reader, Selection.all())).hasSize(messages);
        }
    }

    @Test
    void aWriteThatWasInterruptedInsideABlockIsACrashToo() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = writer(out)) {
            byte[] noise = new byte[20_000];
            new Random(1).nextBytes(noise);
            for (int i = 0; i < 10; i++) {
                writer.message(START, noise, 0, noise.length);
                writer.flush();
            }
        }
        byte[] whole = out.bytes();
        try (TraceReader reader = TestTraces.reader(Arrays.copyOf(whole, 4096 * 20))) {
            assertThat(reader.summary().ending()).isEqualTo(Ending.CRASHED);
            assertThat(TestTraces.sequences(reader, Selection.all())).hasSize(4);
        }
        try (TraceReader reader = TestTraces.reader(Arrays.copyOf(whole, 4096 * 20 + 1))) {
            assertThat(reader.summary().ending()).isEqualTo(Ending.CUT);
        }
        byte[] zeroTail = Arrays.copyOf(Arrays.copyOf(whole, 4096 * 20), 4096 * 20 + 777);
        try (TraceReader reader = TestTraces.reader(zeroTail)) {
            assertThat(reader.summary().ending()).isEqualTo(Ending.CRASHED);
        }
    }

    @Test
    void aFullDiskTakesNothingThatItDidNotWriteAndLosesNothing() throws IOException {
        MemoryOutput out = new MemoryOutput();
        int taken = 0;
        int refused = 0;
        try (TraceWriter writer = new TraceWriter(
                out, TestTraces.opening(), TestTraces.options().withBlockBytes(4096), TestTraces.INDEXER)) {
            out.room = 3000;
            for (int n = 1; n <= 200; n++) {
                byte[] packet = TestTraces.packet(n);
                try {
                    writer.message(START + n, packet, 0, packet.length);
                    taken++;
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("No space left");
                    refused++;
                }
            }
            assertThat(refused).isPositive();
            assertThat(writer.messages()).isEqualTo(taken);
            assertThatThrownBy(writer::flush).isInstanceOf(IOException.class);
            out.room = Long.MAX_VALUE;
            writer.gap(new Gap(START, START, refused, "disk full"));
            writer.seal(Closing.end(START, "end"));
        }
        assertThat(TestTraces.verify(out.bytes()).findings()).isEmpty();
        try (TraceReader reader = TestTraces.reader(out.bytes())) {
            assertThat(reader.summary().messages()).isEqualTo(taken);
            assertThat(reader.summary().lost()).isEqualTo(refused);
            assertThat(TestTraces.sequences(reader, Selection.all())).hasSize(taken);
        }
    }

    @Test
    void nothingIsWrittenWhileThatIsPutOff() throws IOException {
        MemoryOutput out = new MemoryOutput();
        int taken = 0;
        try (TraceWriter writer = writer(out)) {
            int begun = out.bytes().length;
            Random random = new Random(11);
            byte[] noise = new byte[10_000];
            writer.putOffWriting(true);
            while (!writer.hasTooMuchToWrite()) {
                random.nextBytes(noise);
                writer.message(START + ++taken, noise, 0, noise.length);
                writer.gap(new Gap(START + taken, START + taken, 1, "some cause"));
                assertThat(out.bytes()).hasSize(begun);
            }
            assertThat(taken).isBetween(100, 200);
            byte[] large = new byte[3 << 20];
            writer.message(START, large, 0, large.length);
            assertThat(out.bytes()).hasSize(begun);

            writer.writeFinished();
            assertThat(writer.hasTooMuchToWrite()).isFalse();
            assertThat(out.bytes()).hasSizeGreaterThan(begun + (1 << 20));
            assertThat(out.bytes()).hasSize((int) writer.fileBytes());
            writer.putOffWriting(false);
            writer.seal(Closing.end(START, "end"));
        }
        assertThat(TestTraces.verify(out.bytes()).findings()).isEmpty();
        try (TraceReader reader = TestTraces.reader(out.bytes())) {
            assertThat(reader.summary().messages()).isEqualTo(taken + 1);
            assertThat(reader.summary().lost()).isEqualTo(taken);
        }
    }

    @Test
    void whatWasPutOffIsKeptWhenItCannotBeWritten() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = writer(out)) {
            byte[] noise = new byte[700_000];
            new Random(12).nextBytes(noise);
            writer.putOffWriting(true);
            writer.message(START, noise, 0, noise.length);
            writer.message(START, noise, 0, noise.length);
            writer.putOffWriting(false);
            out.room = 0;
            assertThatThrownBy(writer::writeFinished).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> writer.message(START, noise, 0, 100)).isInstanceOf(IOException.class);
            out.room = Long.MAX_VALUE;
            writer.seal(Closing.end(START, "end"));
        }
        try (TraceReader reader = TestTraces.reader(out.bytes())) {
            assertThat(reader.summary().messages()).isEqualTo(2);
        }
    }

    @Test
    void aSealThatDidNotFitCanBeTriedAgain() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = writer(out)) {
            TestTraces.writeSmall(writer);
            out.room = out.bytes().length + 10;
            Closing closing = Closing.end(START + 9, "end of test");
            assertThatThrownBy(() -> writer.seal(closing)).isInstanceOf(IOException.class);
            out.room = Long.MAX_VALUE;
            writer.seal(closing);
        }
        assertThat(out.bytes()).isEqualTo(TestTraces.small());
    }

    @Test
    void aFileThatCannotBeStartedIsNotLeftBehind() {
        Path file = folder.resolve("no/such/folder/a.gvt");
        assertThatThrownBy(() -> TestTraces.write(file, 1, TestTraces.options()))
                .isInstanceOf(IOException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void recordsLargerThanABlockAreWrittenInPieces() throws IOException {
        byte[] large = new byte[3 * TraceFormat.MAX_BLOCK_RAW + 17];
        new Random(2).nextBytes(large);
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = writer(out)) {
            TestTraces.message(writer, 1);
            writer.message(START, large, 0, large.length);
            TestTraces.message(writer, 3);
            writer.procfs(START, large);
            writer.seal(Closing.end(START, "end"));
        }
        assertThat(TestTraces.verify(out.bytes()).findings()).isEmpty();
        try (TraceReader reader = TestTraces.reader(out.bytes())) {
            List<String> records = TestTraces.records(reader);
            assertThat(records).hasSize(6);
            assertThat(records.get(2))
                    .isEqualTo("MESSAGE 2 " + START + " " + Integer.toHexString(Arrays.hashCode(large)));
            assertThat(TestTraces.sequences(reader, Selection.all().sequences(2, 2)))
                    .contains(2L);
        }
    }

    @Test
    void refusesARecordBeyondTheLimit() throws IOException {
        try (TraceWriter writer = writer(new MemoryOutput())) {
            byte[] large = new byte[TraceFormat.MAX_RECORD + 1];
            assertThatThrownBy(() -> writer.message(START, large, 0, large.length))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected at most 16777216");
        }
    }

    @Test
    void sequenceNumbersMayBeLeftOutButNeverGoBack() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = writer(out)) {
            byte[] packet = TestTraces.packet(1);
            writer.message(START, 17, packet, 0, packet.length);
            writer.message(START, 18, packet, 0, packet.length);
            writer.message(START, 1000, packet, 0, packet.length);
            assertThatThrownBy(() -> writer.message(START, 1000, packet, 0, packet.length))
                    .isInstanceOf(IllegalArgumentException.class);
            writer.seal(Closing.end(START, "end"));
        }
        assertThat(TestTraces.verify(out.bytes()).findings()).isEmpty();
        try (TraceReader reader = TestTraces.reader(out.bytes())) {
            assertThat(TestTraces.sequences(reader, Selection.all())).containsExactly(17L, 18L, 1000L);
        }
    }

    @Test
    void nothingCanBeWrittenBehindTheSeal() throws IOException {
        try (TraceWriter writer = writer(new MemoryOutput())) {
            Seal seal = writer.seal(Closing.end(START, "end"));
            assertThat(writer.seal(Closing.end(START, "again"))).isEqualTo(seal);
            assertThatThrownBy(() -> TestTraces.message(writer, 1)).isInstanceOf(IOException.class);
        }
    }
}
