// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static dev.gvtrace.replay.pipeline.SmallTrace.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gvtrace.proto.wire.PacketVerdict;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.EndCause;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted of a trace: what {@code gvtrace info} prints. */
class TraceStatisticsTest {
    @TempDir
    private Path folder;

    private SmallTrace trace(TraceOrigin origin) throws IOException {
        return new SmallTrace(folder.resolve("t.gvt"), origin);
    }

    private TraceStatistics of(SmallTrace trace) throws IOException {
        try (TraceSource source = trace.sealed()) {
            return TraceStatistics.of(source);
        }
    }

    @Test
    void messagesAreCountedByTypeTheMostFrequentFirst() throws IOException {
        TraceStatistics found = of(trace(TraceOrigin.LIVE)
                .clone(1, 7, 8)
                .open(2, 7, "/a")
                .open(3, 8, "/b")
                .packet(new byte[] {8, 0, 99, 0, 0, 0, 0, 0}));
        assertThat(found.typeCounts())
                .containsExactly(entry("syscall.Open", 2L), entry("sentry.CloneInfo", 1L), entry("type 99", 1L));
        assertThat(found.messages()).isEqualTo(4);
        assertThat(found.recordCount(RecordKind.MESSAGE)).isEqualTo(4);
        assertThat(found.recordCount(RecordKind.OPENING)).isEqualTo(1);
        assertThat(found.recordCount(RecordKind.NOTE)).isZero();
        assertThat(Objects.requireNonNull(found.closing()).cause()).isEqualTo(EndCause.SANDBOX_ENDED);
        assertThat(found.closing().counts().messages()).isEqualTo(4);
        assertThat(found.closing().counts().packetBytes()).isEqualTo(found.packetBytes());
    }

    @Test
    void timesAreTheEarliestAndTheLatestWhateverTheOrder() throws IOException {
        TraceStatistics found = of(trace(TraceOrigin.LIVE)
                .open(5, 7, "/a")
                .open(2, 8, "/b")
                .open(-1, 8, "/c")
                .open(3, 7, "/d"));
        assertThat(found.firstTimeNs()).isEqualTo(at(2));
        assertThat(found.lastTimeNs()).isEqualTo(at(5));
        assertThat(found.firstReceivedNs()).isEqualTo(at(1));
        assertThat(found.lastReceivedNs()).isEqualTo(at(1));
    }

    @Test
    void nothingIsKnownOfATraceWithoutMessages() throws IOException {
        TraceStatistics found = of(trace(TraceOrigin.LIVE));
        assertThat(found.typeCounts()).isEmpty();
        assertThat(List.of(
                        found.messages(),
                        found.packetBytes(),
                        found.lost(),
                        found.firstTimeNs(),
                        found.lastTimeNs(),
                        found.firstReceivedNs(),
                        found.lastReceivedNs()))
                .containsOnly(0L);
        assertThat(found.damage()).isEmpty();
    }

    @Test
    void countsInvalidPacketsByFault() throws IOException {
        TraceStatistics found = of(trace(TraceOrigin.LIVE)
                .packet(new byte[] {8, 0, 7})
                .packet(new byte[] {4, 0, 7, 0, 0, 0, 0, 0})
                .packet(new byte[] {9, 0, 7, 0, 0, 0, 0, 0})
                .open(1, 7, "/a"));
        assertThat(found.faults().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(3);
        assertThat(found.faults()).doesNotContainKey(PacketVerdict.VALID);
        assertThat(found.messages()).isEqualTo(4);
        assertThat(found.typeCounts()).containsEntry("syscall.Open", 1L);
    }

    @Test
    void containersAreThoseOfContextsWithTheirFirstTime() throws IOException {
        TraceStatistics found = of(trace(TraceOrigin.LIVE)
                .open(1, 7, "/a", "one")
                .open(2, 8, "/b", "two")
                .open(3, 7, "/c", "one")
                .facts("container", "{\"id\":\"one\",\"name\":\"shop\"}"));
        assertThat(found.containers())
                .containsExactly(entry(Text.ofUtf8("one"), at(1)), entry(Text.ofUtf8("two"), at(2)));
        assertThat(found.fact(Text.ofUtf8("three"), "container.name")).isNull();
    }

    @Test
    void aRecordersGapsCountAndItsCountersDoNot() throws IOException {
        TraceStatistics found = of(trace(TraceOrigin.LIVE)
                .open(1, 7, "/a")
                .drops(4)
                .gap(4, Gap.SOCKET_FULL)
                .open(2, 7, "/b")
                .gap(Gap.UNKNOWN, Text.ofUtf8("not written")));
        assertThat(found.lost()).isEqualTo(4);
        assertThat(found.gapCount()).isEqualTo(2);
        assertThat(found.unknownGaps()).isEqualTo(1);
        assertThat(found.gaps()).hasSize(2);
    }

    /** Small steps back are messages that arrived late, not losses. */
    @Test
    void anImportsCountersAreItsGaps() throws IOException {
        TraceStatistics found = of(trace(TraceOrigin.IMPORT)
                .open(1, 7, "/a")
                .drops(5)
                .open(2, 7, "/b")
                .drops(-2)
                .open(3, 7, "/c")
                .drops(4)
                .open(4, 7, "/d"));
        assertThat(found.lost()).isEqualTo(7);
        assertThat(found.gaps()).extracting(Gap::lost).containsExactly(5L, 2L);
        assertThat(found.gaps().get(0)).satisfies(gap -> {
            assertThat(gap.fromNs()).isEqualTo(at(1));
            assertThat(gap.toNs()).isEqualTo(at(2));
        });
    }

    @Test
    void unreadableFilesAreNamed() throws IOException {
        SmallTrace trace = trace(TraceOrigin.LIVE);
        for (int i = 0; i < 50; i++) {
            trace.open(i, 7, "/file-" + i);
        }
        Path file = folder.resolve("t.gvt");
        trace.sealed().close();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
        try (TraceSource source = TraceSources.open(file)) {
            TraceStatistics found = TraceStatistics.of(source);
            assertThat(found.damage()).isNotEmpty();
            assertThat(found.messages()).isLessThan(50);
        }
    }
}
