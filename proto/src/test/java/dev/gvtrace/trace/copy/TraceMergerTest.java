// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.copy;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.format.TraceForge;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.EndCause;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.gvt.TestTraces;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import dev.gvtrace.trace.gvt.TraceReader;
import dev.gvtrace.trace.gvt.TraceWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Copies and merges of small traces, record by record. */
final class TraceMergerTest {
    private CopyReport report = new CopyReport(0, 0, 0, List.of(), null);

    private interface Content {
        void write(TraceWriter writer) throws IOException;
    }

    private static byte[] trace(Content content) throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            content.write(writer);
            writer.seal(Closing.end(START + 99, "end"));
        }
        return out.bytes();
    }

    private static void messages(TraceWriter writer, long... numbers) throws IOException {
        for (long n : numbers) {
            byte[] packet = TestTraces.packet((int) n);
            writer.message(START + n, n, packet, 0, packet.length);
        }
    }

    private static Gap damage(long lost) {
        return new Gap(START + 1, START + 2, lost, "damage: hole");
    }

    /** What the merged trace holds between opening and closing, in short. */
    private List<String> merge(byte[]... traces) throws IOException {
        MemoryOutput out = new MemoryOutput();
        List<RecordCursor> cursors = new ArrayList<>();
        for (byte[] trace : traces) {
            cursors.add(TestTraces.reader(trace).records(Selection.all()));
        }
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            report = TraceMerger.merge(cursors, writer);
            writer.seal(Closing.end(START, "merged"));
        }
        cursors.forEach(RecordCursor::close);
        assertThat(TestTraces.verify(out.bytes()).findings()).isEmpty();
        try (TraceReader reader = TestTraces.reader(out.bytes())) {
            List<String> records = TestTraces.records(reader);
            return records.subList(1, records.size() - 1).stream()
                    .map(TraceMergerTest::shortened)
                    .toList();
        }
    }

    private static String shortened(String record) {
        String[] words = record.split(" ", 4);
        return switch (words[0]) {
            case "MESSAGE" -> words[1];
            case "GAP" -> words[1] + ": " + words[3].replaceAll(".*lost=(-?\\d+), cause=(.*)]", "$1 $2");
            default -> words[0] + " " + words[1] + " " + words[3];
        };
    }

    @Test
    void partsAreJoinedInTheOrderOfTheirNumbers() throws IOException {
        byte[] first = trace(writer -> messages(writer, 1, 2, 3));
        byte[] second = trace(writer -> messages(writer, 3, 4, 7));
        assertThat(merge(second, first)).containsExactly("1", "2", "3", "4", "7");
        assertThat(report.messages()).isEqualTo(5);
        assertThat(report.gaps()).isZero();
        assertThat(report.damage()).isEmpty();
        assertThat(report.closing().reason().decoded()).isEqualTo("end");
        long bytes = 0;
        for (int n : new int[] {1, 2, 3, 4, 7}) {
            bytes += TestTraces.packet(n).length;
        }
        assertThat(report.packetBytes()).isEqualTo(bytes);
    }

    @Test
    void otherRecordsThatAreEqualAreTakenOnce() throws IOException {
        Content both = writer -> {
            messages(writer, 1);
            writer.note(START, Text.ofUtf8("same"));
            writer.gap(new Gap(START, START, 2, "dropped"));
            messages(writer, 2);
            writer.note(START, Text.ofUtf8("same"));
        };
        byte[] other = trace(writer -> {
            messages(writer, 1);
            writer.note(START + 1, Text.ofUtf8("same"));
            writer.facts(START, "same", new byte[] {'1'});
            messages(writer, 2);
        });
        assertThat(merge(trace(both), other, trace(both)))
                .containsExactly(
                        "1", "NOTE 1 same", "1: 2 dropped", "NOTE 1 same", "FACTS 1 same 1", "2", "NOTE 2 same");
        assertThat(report.gaps()).isEqualTo(1);
    }

    @Test
    void damageCoveredByAnotherCopyLeavesNoGap() throws IOException {
        byte[] damaged = trace(writer -> {
            messages(writer, 1);
            writer.gap(damage(2));
            messages(writer, 4);
        });
        byte[] whole = trace(writer -> messages(writer, 1, 2, 3, 4));
        assertThat(merge(damaged, whole)).containsExactly("1", "2", "3", "4");
        assertThat(report.gaps()).isZero();
        byte[] part = trace(writer -> messages(writer, 1, 2, 4));
        assertThat(merge(damaged, part)).containsExactly("1", "2", "2: 1 damage: hole", "4");
        assertThat(report.gaps()).isEqualTo(1);
        assertThat(merge(damaged)).containsExactly("1", "1: 2 damage: hole", "4");
    }

    @Test
    void aHoleThatAnotherFillsInPartStaysAGap() throws IOException {
        byte[] repaired = trace(writer -> {
            messages(writer, 1);
            writer.gap(damage(5));
            messages(writer, 7, 9);
        });
        byte[] part = trace(writer -> messages(writer, 1, 3, 5, 7));
        assertThat(merge(repaired, part))
                .as("8 was left out on purpose")
                .containsExactly(
                        "1", "1: 1 damage: hole", "3", "3: 1 damage: hole", "5", "5: 1 damage: hole", "7", "9");
        byte[] whole = trace(writer -> {
            for (int n = 1; n <= 9; n++) {
                messages(writer, n);
                if (n % 3 == 0) {
                    writer.flush();
                }
            }
        });
        TraceForge forge = new TraceForge(whole);
        byte[] blockMissing = forge.unsealed(0, 1, 3);
        assertThat(merge(blockMissing, part))
                .containsExactly(
                        "1",
                        "2",
                        "3",
                        "3: 1 damage: blocks are missing",
                        "5",
                        "5: 1 damage: blocks are missing",
                        "7",
                        "8",
                        "9");
        assertThat(report.gaps()).isEqualTo(2);
        assertThat(merge(blockMissing, trace(writer -> messages(writer, 4, 5, 6))))
                .hasSize(9);
        assertThat(report.gaps()).isZero();
    }

    @Test
    void aMessageComesBeforeOtherRecordsOfItsNumber() throws IOException {
        TraceForge forge = new TraceForge(trace(writer -> {
            messages(writer, 1);
            writer.flush();
            messages(writer, 2);
            writer.flush();
            writer.note(START, Text.ofUtf8("behind 2"));
        }));
        byte[] without = forge.unsealed(0, 1, 3);
        byte[] whole = trace(writer -> messages(writer, 1, 2, 3));
        assertThat(merge(without, whole)).containsExactly("1", "2", "NOTE 2 behind 2", "3");
        assertThat(report.damage())
                .extracting(Damage::what)
                .containsExactly("blocks are missing", "no footer after the closing record");
        assertThat(merge(whole, without)).containsExactly("1", "2", "NOTE 2 behind 2", "3");
        assertThat(report.gaps()).isZero();
    }

    @Test
    void theGreaterOfTwoHolesIsKept() throws IOException {
        byte[] small = trace(writer -> {
            messages(writer, 1);
            writer.gap(new Gap(START, START, 1, "damage: small"));
            messages(writer, 3);
        });
        byte[] large = trace(writer -> {
            messages(writer, 1);
            writer.gap(new Gap(START, START, 3, "damage: large"));
            messages(writer, 5);
        });
        assertThat(merge(small, large)).containsExactly("1", "1: 1 damage: large", "3", "3: 1 damage: large", "5");
        assertThat(merge(large, small)).containsExactly("1", "1: 1 damage: large", "3", "3: 1 damage: large", "5");
    }

    @Test
    void damageAtTheEndStaysAsItWasCounted() throws IOException {
        for (long lost : new long[] {3, Gap.UNKNOWN}) {
            byte[] damaged = trace(writer -> {
                messages(writer, 1);
                writer.gap(damage(lost));
            });
            assertThat(merge(damaged)).containsExactly("1", "1: " + lost + " damage: hole");
            assertThat(report.gaps()).isEqualTo(1);
        }
        byte[] two = trace(writer -> {
            messages(writer, 1);
            writer.gap(damage(3));
        });
        assertThat(merge(two, trace(writer -> messages(writer, 1, 2)))).containsExactly("1", "2", "2: 2 damage: hole");
        assertThat(merge(two, trace(writer -> messages(writer, 1, 2, 3, 4)))).containsExactly("1", "2", "3", "4");
        byte[] nothing = trace(writer -> {
            messages(writer, 1);
            writer.gap(damage(0));
        });
        assertThat(merge(nothing)).as("nothing is missing there").containsExactly("1");
        assertThat(report.gaps()).isZero();
    }

    @Test
    void differentMessagesUnderOneNumberAreNotMerged() throws IOException {
        byte[] one = trace(writer -> messages(writer, 1, 2));
        byte[] other = trace(writer -> {
            messages(writer, 1);
            byte[] packet = TestTraces.packet(3);
            writer.message(START, 2, packet, 0, packet.length);
        });
        assertThatThrownBy(() -> merge(one, other))
                .isInstanceOf(TraceMerger.ConflictException.class)
                .hasMessage("two different messages with sequence number 2: these are not traces of one recording");
    }

    @Test
    void aCopyCountsWhatItCopies() throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceReader reader = TestTraces.reader(TestTraces.small());
                RecordCursor cursor = reader.records(Selection.all());
                TraceWriter writer =
                        new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            CopyReport copied = TraceCopier.copy(cursor, writer);
            assertThat(copied.messages()).isEqualTo(4);
            assertThat(copied.packetBytes()).isEqualTo(4 * 31 + 10);
            assertThat(copied.gaps()).isEqualTo(1);
            assertThat(copied.damage()).isEmpty();
            assertThat(copied.closing().counts().lost()).isEqualTo(3);
        }
        try (TraceReader reader = TestTraces.reader(out.bytes());
                TraceReader original = TestTraces.reader(TestTraces.small())) {
            assertThat(TestTraces.records(reader))
                    .isEqualTo(TestTraces.records(original).subList(0, 9));
        }
    }

    @Test
    void theEndOfACopyGivesTheEndOfTheOther() {
        Closing end = Closing.end(5, "stopped", EndCause.RECORDER_STOPPED);
        assertThat(TraceCopier.closing("sliced", end))
                .isEqualTo(Closing.end(5, "sliced; the recording's end: stopped"));
        assertThat(TraceCopier.closing("sliced", null))
                .isEqualTo(Closing.ofUnknownEnd(0, "sliced; the recording's end: unknown"));
        assertThat(TraceCopier.closing("sliced", Closing.ofUnknownEnd(6, "x")).endUnknown())
                .isTrue();
        assertThat(TraceCopier.closingOfPart("sliced", null))
                .isEqualTo(Closing.end(0, "sliced; the recording's end: unknown"));
        assertThat(TraceCopier.closing(7, "repaired", null, "cut"))
                .isEqualTo(Closing.ofUnknownEnd(7, "repaired; the recording's end: cut"));
        assertThat(TraceWriter.cut("x".repeat(4096))).hasSize(4096);
        assertThat(TraceWriter.cut("x".repeat(4097))).isEqualTo("x".repeat(4096) + " ...");
    }

    @Test
    void anOpeningNamesWhatACopyWasMadeFrom() throws IOException {
        try (TraceReader sealed = TestTraces.reader(TestTraces.small());
                TraceReader crashed = TestTraces.reader(java.util.Arrays.copyOf(TestTraces.small(), 500))) {
            String name = "memory.gvt, recording " + TestTraces.RECORDING;
            Opening one = TraceCopier.openingFrom(sealed, "tool", 77);
            assertThat(one.tool().decoded()).isEqualTo("tool");
            assertThat(one.createdNs()).isEqualTo(77);
            assertThat(one.host().decoded()).isEqualTo("node-1");
            assertThat(one.sourceRecording()).isEqualTo(TestTraces.RECORDING);
            assertThat(one.derivedFrom())
                    .containsExactly(Text.ofUtf8(
                            name + ", last seal " + sealed.summary().seal().hex()));
            byte[] copy = trace(writer -> messages(writer, 1));
            MemoryOutput derived = new MemoryOutput();
            Opening said = TestTraces.opening().toBuilder()
                    .derivedFrom(Text.ofUtf8("older"))
                    .sourceRecording(new java.util.UUID(4, 4))
                    .build();
            try (TraceWriter writer = new TraceWriter(derived, said, TestTraces.options(), TestTraces.INDEXER)) {
                messages(writer, 1);
            }
            try (TraceReader made = TestTraces.reader(derived.bytes());
                    TraceReader plain = TestTraces.reader(copy)) {
                assertThat(TraceCopier.openingFrom(made, "tool", 7).derivedFrom())
                        .hasSize(2)
                        .contains(Text.ofUtf8("older"));
                assertThat(TraceCopier.openingFrom(made, "tool", 7).sourceRecording())
                        .isEqualTo(new java.util.UUID(4, 4));
                assertThat(TraceCopier.openingFrom(List.of(plain, made), "tool", 7)
                                .derivedFrom())
                        .hasSize(3)
                        .contains(Text.ofUtf8("older"));
            }
            Opening two = TraceCopier.openingFrom(List.of(sealed, crashed), "tool", 77);
            assertThat(two.derivedFrom())
                    .hasSize(2)
                    .last()
                    .isEqualTo(
                            Text.ofUtf8(name + ", " + crashed.summary().ending().text()));
        }
    }

    @Test
    void anOpeningThatWouldBeTooLongIsShortened() throws IOException {
        int others = TestTraces.opening().encode().length;
        Opening huge = TestTraces.opening().toBuilder()
                .session(new byte[TraceFormat.MAX_RECORD - others])
                .build();
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = new TraceWriter(out, huge, TestTraces.options(), TestTraces.INDEXER)) {
            writer.seal(Closing.end(START, "end"));
        }
        try (TraceReader reader = TestTraces.reader(out.bytes())) {
            Opening made = TraceCopier.openingFrom(reader, "tool", 77);
            assertThat(made.session()).isNull();
            assertThat(made.tool().decoded()).isEqualTo("tool");
            assertThat(made.createdNs()).isEqualTo(77);
            assertThat(made.sourceRecording()).isEqualTo(TestTraces.RECORDING);
            assertThat(made.derivedFrom())
                    .hasSize(2)
                    .last()
                    .isEqualTo(Text.ofUtf8("the rest of their opening is longer than a record and was left out"));
        }
    }
}
