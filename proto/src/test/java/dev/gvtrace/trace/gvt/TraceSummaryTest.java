// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.gvt.TestTraces.MemoryBytes;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import dev.gvtrace.trace.source.TraceFiles;
import dev.gvtrace.trace.source.TraceSources;
import dev.gvtrace.trace.tracereplay.TraceReplayWriter;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Summaries of traces without reading records: one file, one that is not sealed, and a recording in several files.
 */
final class TraceSummaryTest {
    @TempDir
    private Path folder;

    private static final Opening OPENING =
            Opening.builder(TraceOrigin.LIVE, START).build();

    /** Two messages with a gap between them; each packet has ten bytes of payload. */
    private static void write(TraceWriter writer, int n) throws IOException {
        byte[] first = TestTraces.packet(n, START + 10L * n, "c" + n, new byte[10]);
        writer.message(START + 100L * n, first, 0, first.length);
        writer.gap(new Gap(START, START + 100L * n + 1, n, "dropped"));
        byte[] second = TestTraces.packet(n + 1, START + 10L * n + 1, "c" + n, new byte[10]);
        writer.message(START + 100L * n + 2, second, 0, second.length);
    }

    private static byte[] file(boolean sealed) throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = new TraceWriter(out, OPENING, TestTraces.options(), TestTraces.INDEXER)) {
            write(writer, 1);
            if (sealed) {
                writer.seal(Closing.end(START + 500, "end"));
            }
        }
        return out.bytes();
    }

    @Test
    void ofOneFile() throws IOException {
        byte[] bytes = file(true);
        try (TraceReader reader = TestTraces.reader(bytes)) {
            TraceSummary summary = reader.summary();
            long raw = reader.footer().blocks().stream()
                    .mapToLong(block -> block.header().rawBytes())
                    .sum();
            assertThat(summary)
                    .isEqualTo(new TraceSummary(
                            "gvt",
                            List.of("memory.gvt"),
                            TestTraces.RECORDING,
                            0,
                            Ending.SEALED,
                            2,
                            64,
                            bytes.length,
                            2,
                            raw,
                            2,
                            START + 10,
                            START + 11,
                            START,
                            START + 500,
                            6,
                            List.of(Text.ofUtf8("c1")),
                            true,
                            1,
                            1,
                            List.of(),
                            reader.seal()));
            assertThat(reader.files()).containsExactly("memory.gvt");
        }
        byte[] open = file(false);
        try (TraceReader reader = TestTraces.reader(open)) {
            TraceSummary summary = reader.summary();
            assertThat(summary)
                    .isEqualTo(new TraceSummary(
                            "gvt",
                            List.of("memory.gvt"),
                            TestTraces.RECORDING,
                            0,
                            Ending.CRASHED,
                            2,
                            64,
                            open.length,
                            2,
                            summary.rawBytes(),
                            2,
                            START + 10,
                            START + 11,
                            START,
                            START + 102,
                            6,
                            List.of(Text.ofUtf8("c1")),
                            true,
                            1,
                            1,
                            List.of(),
                            null));
            assertThat(summary.rawBytes()).isPositive();
        }
    }

    private List<Path> recording() throws IOException {
        List<Path> files = new ArrayList<>();
        WriterOptions options = TestTraces.options();
        for (int n = 1; n <= 3; n++) {
            Path file = folder.resolve(n + ".gvt");
            try (TraceWriter writer = TraceWriter.create(file, OPENING, options, TestTraces.INDEXER)) {
                write(writer, n);
                Closing end = n == 3 ? Closing.end(START + 900, "end") : Closing.continued(START + 101L * n, "rotated");
                options = options.following(writer.seal(end));
            }
            files.add(file);
        }
        return files;
    }

    @Test
    void ofSeveralFiles() throws IOException {
        List<Path> files = recording();
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        try (TraceSource source = TraceSources.open(files.get(1))) {
            TraceSummary summary = source.summary();
            assertThat(summary.files())
                    .isEqualTo(files.stream().map(Path::toString).toList());
            assertThat(source.files()).isEqualTo(summary.files());
            assertThat(summary.segment()).as("of the first").isEqualTo(0);
            assertThat(summary.ending()).isEqualTo(Ending.SEALED);
            assertThat(summary.messages()).isEqualTo(6);
            assertThat(summary.packetBytes()).isEqualTo(6 * 32);
            assertThat(summary.fileBytes()).isEqualTo(bytes);
            assertThat(summary.blocks()).isEqualTo(6);
            assertThat(summary.lastSequence()).isEqualTo(6);
            assertThat(summary.firstTimeNs()).isEqualTo(START + 10);
            assertThat(summary.lastTimeNs()).isEqualTo(START + 31);
            assertThat(summary.firstReceivedNs()).isEqualTo(START);
            assertThat(summary.lastReceivedNs()).isEqualTo(START + 900);
            assertThat(summary.types()).isEqualTo(0b11110);
            assertThat(summary.containers()).containsExactly(Text.ofUtf8("c1"), Text.ofUtf8("c2"), Text.ofUtf8("c3"));
            assertThat(summary.containersComplete()).isTrue();
            assertThat(summary.gaps()).isEqualTo(3);
            assertThat(summary.lost()).isEqualTo(6);
            assertThat(summary.damage()).isEmpty();
            assertThat(summary.seal().segment()).isEqualTo(2);
            assertThat(source.opening()).isEqualTo(OPENING);
        }
    }

    @Test
    void theRecordsOfSeveralFilesComeOneAfterAnother() throws IOException {
        List<Path> files = recording();
        try (TraceSource source = TraceSources.open(files.get(0));
                RecordCursor cursor = source.records(Selection.all())) {
            assertThatThrownBy(cursor::kind).isInstanceOf(IllegalStateException.class);
            List<String> records = TestTraces.records(cursor);
            assertThat(records)
                    .hasSize(15)
                    .filteredOn(line -> line.startsWith("OPENING"))
                    .hasSize(3);
            assertThat(records.get(10)).startsWith("OPENING 4 " + START);
            assertThat(cursor.damage()).isEmpty();
            assertThat(cursor.next()).isFalse();
        }
        byte[] bytes = Files.readAllBytes(files.get(1));
        int second = bytes.length - TraceFormat.littleEndian(bytes).getInt(bytes.length - TraceFormat.TRAILER_BYTES);
        bytes[second - 1] ^= 1;
        Files.write(files.get(1), bytes);
        Files.delete(files.get(0));
        try (TraceSource source = TraceSources.open(files.get(2));
                RecordCursor cursor = source.records(Selection.all())) {
            List<String> records = TestTraces.records(cursor);
            assertThat(records.get(0))
                    .contains("GAP 2 " + START, "damage: file 0 of the recording is missing", "lost=2");
            assertThat(records.get(2)).contains("GAP 2 0", "lost=2, cause=damage: block with a wrong checksum");
            assertThat(cursor.damage())
                    .extracting(Damage::what)
                    .containsExactly("file 0 of the recording is missing", "block with a wrong checksum");
            assertThat(source.summary().segment()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatEndsEarlyIsAGapBeforeTheNext() throws IOException {
        List<Path> files = recording();
        byte[] bytes = Files.readAllBytes(files.get(0));
        int blocks = TraceFormat.FILE_HEADER_BYTES;
        Files.write(files.get(0), Arrays.copyOf(bytes, blocks));
        try (TraceSource source = TraceSources.open(files.get(1))) {
            assertThat(TestTraces.records(source).get(0))
                    .isEqualTo("GAP 2 " + START + " "
                            + new Gap(0, START, 2, "damage: end of a file of the recording is missing"));
            assertThat(source.summary().damage())
                    .containsExactly(new Damage(
                            files.get(1).toString(), 0, 0, "end of a file of the recording is missing", true));
        }
        Files.delete(files.get(2));
        try (TraceSource source = TraceSources.open(files.get(1))) {
            assertThat(source.summary().damage())
                    .contains(new Damage(
                            files.get(1).toString(),
                            Files.size(files.get(1)),
                            0,
                            "file 2 of the recording is missing",
                            true));
        }
    }

    @Test
    void findsUnsealedFilesAndFilesWithoutABlock() throws IOException {
        Path sealed = Files.write(folder.resolve("a.gvt"), file(true));
        Path open = Files.write(folder.resolve("b.gvt"), file(false));
        Path begun = Files.write(folder.resolve("c.gvt"), Arrays.copyOf(file(true), 96));
        Path torn = Files.write(folder.resolve("d.gvt"), Arrays.copyOf(file(true), 50));
        Path other = folder.resolve("e");
        try (TraceReplayWriter writer = new TraceReplayWriter(Files.newOutputStream(other), OPENING)) {
            writer.packet(new byte[9], 0, 9);
        }
        Path text = Files.writeString(folder.resolve("f"), "text");
        assertThat(TraceFiles.unsealed(folder))
                .containsExactly(
                        new TraceFiles.Unsealed(open, true),
                        new TraceFiles.Unsealed(begun, false),
                        new TraceFiles.Unsealed(torn, true));
        assertThat(TraceFiles.list(List.of(folder))).containsExactly(sealed, open, begun, torn, other);
        assertThat(TraceFiles.list(List.of(text))).containsExactly(text);
        assertThat(TraceFiles.header(ByteSource.file(sealed)).recording()).isEqualTo(TestTraces.RECORDING);
        assertThat(TraceFiles.header(ByteSource.file(torn))).isNull();
        assertThat(TraceFiles.header(ByteSource.file(text))).isNull();
        assertThat(TraceFiles.segments(folder, TestTraces.RECORDING)).containsExactly(0);
        assertThat(TraceFiles.segments(folder, new java.util.UUID(1, 1))).isEmpty();
        assertThat(TraceFiles.named(folder, "f")).containsExactly(text);
    }

    @Test
    void standardInputIsReadLikeAFile() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(file(true)));
        try (TraceSource source = TraceSources.open(Path.of("-"))) {
            assertThat(source.summary().messages()).isEqualTo(2);
            assertThat(source.files()).containsExactly("-");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void errorsOfFilesNameThem() throws IOException {
        assertThatThrownBy(() -> ByteSource.file(folder.resolve("none"), "the name"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("the name");
        assertThat(FileErrors.named(new AccessDeniedException("x"), "the name"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage("the name");
        assertThat(FileErrors.named(new FileSystemException("x", null, "too many links"), "the name"))
                .hasMessage("the name: too many links");
        Path file = Files.writeString(folder.resolve("a"), "0123456789");
        byte[] into = new byte[12];
        try (ByteSource bytes = ByteSource.file(file, "a")) {
            assertThat(bytes.size()).isEqualTo(10);
            assertThat(bytes.name()).isEqualTo("a");
            bytes.readFully(3, into, 1, 4);
            assertThat(new String(into, 1, 4, StandardCharsets.US_ASCII)).isEqualTo("3456");
            assertThatThrownBy(() -> bytes.readFully(8, into, 0, 4))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the file ends at byte 10");
        }
        Files.createSymbolicLink(folder.resolve("link"), file);
        assertThatThrownBy(() -> ByteSource.file(folder.resolve("link"), LinkOption.NOFOLLOW_LINKS))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aStreamOverAFileEndsWithIt() throws IOException {
        byte[] bytes = {1, (byte) 0xff, 3};
        try (InputStream in = TestTraces.bytes(bytes).stream()) {
            assertThat(in.read()).isEqualTo(1);
            assertThat(in.read()).isEqualTo(255);
            byte[] into = new byte[5];
            assertThat(in.read(into, 0, 0)).isZero();
            assertThat(in.read(into, 1, 4)).isEqualTo(1);
            assertThat(into).containsExactly(0, 3, 0, 0, 0);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(into, 0, 0)).isZero();
            assertThatThrownBy(() -> in.read(into, 3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    /** A file that cannot be read any more. */
    private static final class Failing implements ByteSource {
        private final MemoryBytes file;
        private boolean failing;
        private boolean closed;

        Failing(byte[] bytes) {
            file = new MemoryBytes(bytes);
        }

        @Override
        public String name() {
            return "failing.gvt";
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) throws IOException {
            if (failing) {
                throw new InterruptedIOException("the disk is gone");
            }
            file.readFully(position, into, offset, length);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aDiskThatIsGoneIsAnErrorWithTheFilesName() throws IOException {
        for (int ahead : new int[] {0, 2}) {
            Failing file = new Failing(file(true));
            try (TraceReader reader = TraceReader.open(TraceBytes.of(file));
                    RecordCursor cursor = reader.records(Selection.all().readAhead(ahead))) {
                file.failing = ahead == 0;
                if (ahead > 0) {
                    assertThat(cursor.next()).isTrue();
                    continue;
                }
                assertThatThrownBy(cursor::next)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessage("failing.gvt: the disk is gone");
            }
            assertThat(file.closed).isTrue();
        }
        Failing before = new Failing(file(true));
        TraceReader reader = TraceReader.open(TraceBytes.of(before));
        before.failing = true;
        RecordCursor cursor = reader.records(Selection.all().readAhead(2));
        assertThatThrownBy(cursor::next)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is gone");
        cursor.close();
        Failing damaged = new Failing(Arrays.copyOf(file(true), 50));
        assertThatThrownBy(() -> TraceReader.open(TraceBytes.of(damaged))).isInstanceOf(CorruptTraceException.class);
        assertThat(damaged.closed).isTrue();
    }
}
