// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.source;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TestTraces;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.tracereplay.TraceReplayWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceSourcesTest {
    @TempDir
    private Path folder;

    /** Three files of ten messages each. */
    private List<Path> segments() throws IOException {
        List<Path> files = new ArrayList<>();
        WriterOptions options = TestTraces.options();
        for (int segment = 0; segment < 3; segment++) {
            Path file = folder.resolve("part-" + (char) ('c' - segment) + ".gvt");
            try (TraceWriter writer = TraceWriter.create(file, TestTraces.opening(), options, TestTraces.INDEXER)) {
                for (int n = 1; n <= 10; n++) {
                    TestTraces.message(writer, segment * 10 + n);
                }
                Closing closing = segment < 2 ? Closing.continued(START, "rotated") : Closing.end(START, "end");
                options = options.following(writer.seal(closing));
            }
            files.add(file);
        }
        return files;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void anyFileOfARecordingOpensTheWholeRecording() throws IOException {
        for (Path file : segments()) {
            try (TraceSource source = TraceSources.open(file)) {
                assertThat(TestTraces.sequences(source, Selection.all())).isEqualTo(range(1, 30));
                assertThat(source.summary().messages()).isEqualTo(30);
                assertThat(source.summary().files()).hasSize(3);
                assertThat(source.summary().damage()).isEmpty();
                assertThat(source.summary().ending()).isEqualTo(Ending.SEALED);
                assertThat(TestTraces.sequences(
                                source, Selection.all().sequences(15, 15).exactly(TestTraces.INDEXER)))
                        .containsExactly(15L);
            }
        }
    }

    @Test
    void aSingleFileCanBeOpenedOnItsOwn() throws IOException {
        try (TraceSource source = TraceSources.openFile(segments().get(1))) {
            assertThat(TestTraces.sequences(source, Selection.all())).isEqualTo(range(11, 20));
        }
    }

    @Test
    void aMissingFileOfARecordingIsAGap() throws IOException {
        List<Path> files = segments();
        Files.delete(files.get(1));
        try (TraceSource source = TraceSources.open(files.get(0))) {
            assertThat(TestTraces.records(source))
                    .contains("GAP 20 " + START + " "
                            + new Gap(START + 10, START, 10, "damage: file 1 of the recording is missing"));
            assertThat(source.summary().damage()).hasSize(1);
        }
        Files.delete(files.get(0));
        try (TraceSource source = TraceSources.open(files.get(2))) {
            assertThat(TestTraces.records(source).get(0))
                    .isEqualTo("GAP 20 " + START + " "
                            + new Gap(0, START, 20, "damage: file 0 of the recording is missing"));
        }
    }

    @Test
    void aMissingLastFileIsNoticed() throws IOException {
        List<Path> files = segments();
        Files.delete(files.get(2));
        try (TraceSource source = TraceSources.open(files.get(0))) {
            assertThat(source.summary().damage().get(0).what()).isEqualTo("file 2 of the recording is missing");
        }
    }

    @Test
    void detectsAFileThatDoesNotFollowTheSealBefore() throws IOException {
        List<Path> files = segments();
        Seal other;
        Path changed = folder.resolve("x");
        try (TraceWriter writer =
                TraceWriter.create(changed, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            for (int n = 1; n <= 10; n++) {
                TestTraces.message(writer, n);
            }
            other = writer.seal(Closing.continued(START, "another seal"));
        }
        assertThat(other.hex()).hasSize(64);
        Files.move(changed, files.get(0), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (TraceSource source = TraceSources.open(files.get(0))) {
            assertThat(source.summary().damage().get(0).what())
                    .isEqualTo("file does not continue from the seal of the file before it");
            assertThat(TestTraces.sequences(source, Selection.all())).hasSize(30);
        }
    }

    @Test
    void aLinkToADirectoryIsFollowedWhenItIsNamedAndNotInside() throws IOException {
        segments();
        Path other = Files.createDirectory(folder.resolve("other"));
        Path link = Files.createSymbolicLink(other.resolve("link"), folder.resolve("."));
        assertThat(TraceFiles.list(List.of(link))).hasSize(3).allMatch(file -> file.startsWith(link));
        assertThat(TraceFiles.list(List.of(other))).isEmpty();
        try (TraceSource source = TraceSources.open(link)) {
            assertThat(source.summary().messages()).isEqualTo(30);
        }
    }

    @Test
    void aDirectoryGivesAllItsTracesSortedAndEachFileOnce() throws IOException {
        List<Path> files = segments();
        Files.writeString(folder.resolve("README"), "no trace");
        Files.createDirectory(folder.resolve("deeper"));
        TestTraces.write(folder.resolve("deeper/b.gvt"), 3, WriterOptions.defaults());
        Files.copy(files.get(0), folder.resolve("copy.gvt"));
        List<TraceSource> sources = TraceSources.openAll(List.of(folder, files.get(2)));
        try {
            assertThat(sources.stream().map(source -> source.summary().messages()))
                    .containsExactly(30L, 3L, 10L);
        } finally {
            for (TraceSource source : sources) {
                source.close();
            }
        }
    }

    @Test
    void searchesOnlyMissingFilesBesideAGivenOne() throws IOException {
        List<Path> files = segments();
        Files.copy(files.get(0), folder.resolve("a-copy.gvt"));
        Files.writeString(folder.resolve("a-text"), "no trace");
        Files.write(folder.resolve("a-torn.gvt"), java.util.Arrays.copyOf(TestTraces.small(), 50));
        TestTraces.write(
                folder.resolve("a-other.gvt"), 3, WriterOptions.defaults().withSynced(false));
        List<TraceSource> both = TraceSources.openAll(List.of(files.get(0), folder.resolve("a-other.gvt")));
        assertThat(both).hasSize(2);
        assertThat(both.get(0).summary().files())
                .hasSize(3)
                .doesNotContain(folder.resolve("a-copy.gvt").toString());
        assertThat(both.get(0).summary().damage()).isEmpty();
        for (TraceSource source : both) {
            source.close();
        }
        try (TraceSource alone = TraceSources.open(folder.resolve("a-other.gvt"))) {
            assertThat(alone.summary().messages()).isEqualTo(3);
        }
        Path ended = folder.resolve("a-ended.gvt");
        TestTraces.write(ended, 4, TestTraces.options());
        try (TraceSource alone = TraceSources.open(ended)) {
            assertThat(alone.summary().messages())
                    .as("it is the first and the last")
                    .isEqualTo(4);
        }
    }

    @Test
    void nothingCanBeReadOfASourceThatWasClosed() throws IOException {
        List<Path> files = segments();
        Path replay = folder.resolve("replay");
        try (TraceReplayWriter writer = new TraceReplayWriter(Files.newOutputStream(replay), TestTraces.opening())) {
            writer.packet(new byte[9], 0, 9);
        }
        for (Path path : List.of(files.get(0), replay)) {
            TraceSource source = TraceSources.open(path);
            source.close();
            assertThatThrownBy(() -> TestTraces.records(source)).isInstanceOf(java.io.UncheckedIOException.class);
        }
    }

    @Test
    void aDamagedTraceInADirectoryIsReportedAndTheOthersAreRead() throws IOException {
        TestTraces.write(folder.resolve("a.gvt"), 3, WriterOptions.defaults());
        byte[] damaged = TestTraces.small();
        damaged[20] ^= 1;
        Files.write(folder.resolve("b.gvt"), damaged);
        List<TraceException> refused = new ArrayList<>();
        List<TraceSource> sources = TraceSources.openAll(List.of(folder), refused::add);
        assertThat(sources).hasSize(1);
        sources.get(0).close();
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0)).isInstanceOf(CorruptTraceException.class);
        assertThatThrownBy(() -> TraceSources.openAll(List.of(folder))).isInstanceOf(CorruptTraceException.class);
    }

    @Test
    void refusesOtherFilesWithPathAndReason() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> TraceSources.open(empty))
                .isInstanceOf(NotATraceException.class)
                .hasMessage(empty + ": the file is empty (at byte 0)");
        Path text = Files.writeString(folder.resolve("text"), "tracereplay fil_ and some more text");
        assertThatThrownBy(() -> TraceSources.open(text))
                .isInstanceOf(NotATraceException.class)
                .hasMessage(text + ": neither a .gvt trace nor a tracereplay file (at byte 0)");
        assertThatThrownBy(() -> TraceSources.open(folder.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> TraceSources.open(folder)).isInstanceOf(NotATraceException.class);
    }
}
