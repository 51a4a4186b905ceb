// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of one recording: their names, when one follows another, and what is known once one is taken away. */
class SegmentedTraceTest {
    private static final String BASE = TraceNames.base(0, Text.ofUtf8("x"), 1);

    @TempDir
    private Path dir;

    private final Random random = new Random(5);

    private SegmentedTrace trace(Retention retention) {
        return new SegmentedTrace(
                dir,
                BASE,
                retention,
                WriterOptions.defaults().withSynced(false),
                Opening.builder(TraceOrigin.LIVE, 0).sandbox(Text.ofUtf8("x")).build(),
                MessageIndexer.NONE,
                TestLedger.in(dir),
                SegmentListener.NONE);
    }

    private void message(SegmentedTrace trace, int bytes) throws IOException {
        byte[] packet = new byte[bytes];
        random.nextBytes(packet);
        trace.writer(0).message(1, packet, 0, bytes);
        trace.flush();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.toString().endsWith(".gvt"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> ledger() throws IOException {
        return Files.readAllLines(dir.resolve("ledger.jsonl"));
    }

    private static TraceSummary summary(Path file) throws IOException {
        try (TraceSource source = TraceSources.open(file)) {
            return source.summary();
        }
    }

    @Test
    void neverOverwritesAFile() throws Exception {
        Path taken = Files.writeString(TraceNames.file(dir, BASE, 0, 0), "mine");
        SegmentedTrace trace = trace(Retention.defaults());
        trace.writer(0);
        trace.seal(Closing.end(0, "test"));
        assertThat(trace.file()).isNotEqualTo(taken).exists();
        assertThat(taken).hasContent("mine");
    }

    @Test
    void nothingIsThereBeforeTheFirstFile() {
        SegmentedTrace trace = trace(Retention.defaults());
        assertThat(trace.file()).isNull();
        assertThat(trace.place()).isEqualTo(dir);
        assertThat(trace.hasMessages()).isFalse();
        assertThat(trace.hasTooMuchToWrite()).isFalse();
        assertThat(trace.putOffWriting(true)).isFalse();
        assertThat(trace.rotationIsDue()).isFalse();
        assertThat(trace.hasVanished()).isFalse();
        assertThat(trace.messagesWritten()).isZero();
        assertThat(trace.abandon("why")).isEqualTo(new SegmentedTrace.Left(false, 0, 0));
        assertThatThrownBy(() -> trace.closeVanished(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aNextFileContinuesTheRecording() throws Exception {
        SegmentedTrace trace = trace(Retention.defaults());
        message(trace, 100);
        Path first = trace.file();
        trace.rotate(5, "asked for");
        message(trace, 200);
        trace.seal(Closing.end(9, "done"));
        assertThat(files()).containsExactly(TraceNames.file(dir, BASE, 1, 0), first);
        TraceSummary whole = summary(first);
        assertThat(whole.files()).as("both are one recording").hasSize(2);
        assertThat(whole.segment()).isZero();
        assertThat(whole.lastSequence()).isEqualTo(2);
        assertThat(whole.ending()).isEqualTo(Ending.SEALED);
        assertThat(whole.damage()).isEmpty();
        assertThat(trace.messagesWritten()).isEqualTo(2);
        assertThat(trace.packetBytesWritten()).isEqualTo(300);
        assertThat(ledger()).hasSize(4);
        assertThat(ledger().get(0)).contains("begun");
        assertThat(ledger().get(1)).contains("sealed").contains("asked for").contains("\"goes_on\":true");
        assertThat(ledger().get(2)).contains("rotated");
        assertThat(ledger().get(3)).contains("sealed").contains("\"goes_on\":false");
    }

    @Test
    void sizeAndAgeMakeANextFileDueOnceThereAreMessages() throws Exception {
        SegmentedTrace bySize = trace(new Retention(10_000, null, 0, null, 0));
        message(bySize, 100);
        assertThat(bySize.rotationIsDue()).isFalse();
        message(bySize, 10_000);
        assertThat(bySize.rotationIsDue()).isTrue();
        bySize.rotate(5, "size");
        assertThat(bySize.rotationIsDue()).as("an empty file").isFalse();
        bySize.seal(Closing.end(9, "done"));
        SegmentedTrace byAge = trace(new Retention(0, Duration.ZERO, 0, null, 0));
        byAge.writer(0);
        assertThat(byAge.rotationIsDue()).as("without messages").isFalse();
        message(byAge, 10);
        assertThat(byAge.rotationIsDue()).isTrue();
        SegmentedTrace never = trace(new Retention(0, null, 0, null, 0));
        message(never, 100_000);
        assertThat(never.rotationIsDue()).isFalse();
    }

    @Test
    void aFileThatWasRemovedTakesItsMessagesAlong() throws Exception {
        SegmentedTrace trace = trace(Retention.defaults());
        message(trace, 100);
        trace.writer(0).gap(new Gap(0, 0, 7, Gap.SOCKET_FULL));
        Path first = trace.file();
        assertThat(trace.hasVanished()).isFalse();
        Files.delete(first);
        assertThat(trace.hasVanished()).isTrue();
        SegmentedTrace.Vanished vanished = trace.closeVanished(3);
        assertThat(vanished.text()).contains(first.toString()).contains("was removed");
        assertThat(vanished.messages()).isEqualTo(1);
        assertThat(vanished.gaps()).isEqualTo(7);
        message(trace, 50);
        assertThat(summary(trace.file())).satisfies(next -> {
            assertThat(next.segment()).isEqualTo(1);
            assertThat(next.lastSequence())
                    .as("the removed message has its number")
                    .isEqualTo(2);
        });
        assertThat(trace.messagesWritten()).as("one is lost").isEqualTo(1);
        trace.seal(Closing.end(9, "done"));
    }

    @Test
    void aFileThatWasMovedLosesNothing() throws Exception {
        SegmentedTrace trace = trace(Retention.defaults());
        message(trace, 100);
        Path moved = Files.move(trace.file(), dir.resolve("moved.gvt"));
        assertThat(trace.hasVanished()).isTrue();
        SegmentedTrace.Vanished vanished = trace.closeVanished(3);
        assertThat(vanished.text()).contains("was moved to " + moved);
        assertThat(List.of(vanished.messages(), vanished.gaps())).containsOnly(0L);
        message(trace, 50);
        trace.seal(Closing.end(9, "done"));
        assertThat(trace.messagesWritten()).isEqualTo(2);
        assertThat(summary(moved).ending()).as("sealed where it is").isEqualTo(Ending.SEALED);
    }

    @Test
    void anotherFileInItsPlaceIsNotTakenForIt() throws Exception {
        SegmentedTrace trace = trace(Retention.defaults());
        message(trace, 100);
        Files.delete(trace.file());
        Files.writeString(trace.file(), "another");
        assertThat(trace.hasVanished()).isTrue();
        trace.closeVanished(3);
        trace.seal(Closing.end(9, "done"));
        assertThat(TraceNames.file(dir, BASE, 0, 0)).hasContent("another");
    }

    @Test
    void whatIsAbandonedIsInTheLedgerWithItsSizeAndReason() throws Exception {
        SegmentedTrace trace = trace(Retention.defaults());
        message(trace, 100);
        SegmentedTrace.Left left = trace.abandon("disk stalled");
        assertThat(left).isEqualTo(new SegmentedTrace.Left(false, 0, 0));
        assertThat(summary(trace.file()).ending()).isNotEqualTo(Ending.SEALED);
        assertThat(ledger().get(ledger().size() - 1))
                .contains("unsealed")
                .contains("disk stalled")
                .contains("\"bytes\":" + Files.size(trace.file()));
        assertThat(trace.messagesWritten()).isEqualTo(1);
    }

    @Test
    void lossesOutsideOfFilesAreInTheLedger() throws Exception {
        SegmentedTrace trace = trace(Retention.defaults());
        trace.writer(0);
        trace.recordLost(12, "never written");
        assertThat(ledger().get(ledger().size() - 1))
                .contains("lost")
                .contains("12")
                .contains("never written");
        trace.seal(Closing.end(9, "done"));
    }

    @Test
    void theDirectoryIsMadeAgain() throws Exception {
        Path gone = dir.resolve("gone");
        SegmentedTrace trace = new SegmentedTrace(
                gone,
                BASE,
                Retention.defaults(),
                WriterOptions.defaults().withSynced(false),
                Opening.builder(TraceOrigin.LIVE, 0).build(),
                MessageIndexer.NONE,
                TestLedger.in(dir),
                SegmentListener.NONE);
        message(trace, 10);
        assertThat(trace.file()).exists();
        trace.seal(Closing.end(9, "done"));
    }
}
