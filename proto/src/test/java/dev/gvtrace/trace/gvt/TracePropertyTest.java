// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.Choices;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import dev.gvtrace.trace.tracereplay.TraceReplayReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class TracePropertyTest {
    private final byte[] small = TestTraces.small();

    @Property(tries = 100)
    void anyRecordsComeBackAsTheyWere(
            @ForAll @Size(max = 60) List<byte[]> bodies,
            @ForAll("choices") Choices choices,
            @ForAll @IntRange(min = 4096, max = 1 << 20) int blockBytes)
            throws IOException {
        List<String> expected = new ArrayList<>();
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = new TraceWriter(
                out, TestTraces.opening(), TestTraces.options().withBlockBytes(blockBytes), TestTraces.INDEXER)) {
            long sequence = 0;
            for (byte[] body : bodies) {
                long at = choices.nextInt(3) == 0 ? choices.nextLong() : choices.nextInt(100);
                byte[] scaled = choices.nextInt(10) == 0 ? Arrays.copyOf(body, choices.nextInt(3_000_000)) : body;
                sequence += 1 + (choices.nextInt(5) == 0 ? choices.nextInt(1000) : 0);
                writer.message(at, sequence, scaled, 0, scaled.length);
                expected.add("MESSAGE " + sequence + " " + at + " " + Integer.toHexString(Arrays.hashCode(scaled)));
                if (choices.nextInt(8) == 0) {
                    writer.flush();
                }
            }
            writer.seal(Closing.end(1, "end"));
        }
        assertThat(TestTraces.verify(out.bytes()).findings()).isEmpty();
        try (TraceReader reader = TestTraces.reader(out.bytes());
                RecordCursor ahead = reader.records(Selection.all().readAhead(2))) {
            List<String> found = TestTraces.records(reader);
            assertThat(found.subList(1, found.size() - 1)).isEqualTo(expected);
            assertThat(TestTraces.records(ahead)).isEqualTo(found);
        }
    }

    @Property(tries = 300)
    void allDamageIsReportedWithoutExceptions(@ForAll("choices") Choices choices) throws IOException {
        byte[] damaged = small.clone();
        for (int i = choices.nextInt(20); i >= 0; i--) {
            int at = choices.nextInt(damaged.length);
            switch (choices.nextInt(4)) {
                case 0 -> damaged[at] = (byte) choices.nextInt(256);
                case 1 -> Arrays.fill(damaged, at, Math.min(damaged.length, at + choices.nextInt(300)), (byte) 0);
                case 2 -> damaged = Arrays.copyOf(damaged, Math.max(100, at));
                default -> {
                    int from = choices.nextInt(damaged.length);
                    int size = choices.nextInt(1 + damaged.length - Math.max(at, from));
                    System.arraycopy(damaged, from, damaged, at, size);
                }
            }
        }
        boolean same = Arrays.equals(damaged, small);
        try (TraceReader reader = TestTraces.reader(damaged)) {
            assertThat(TestTraces.records(reader).size()).isLessThan(1000);
            assertThat(reader.summary().messages()).isNotNegative();
            assertThat(TestTraces.verify(damaged).isVerified()).isEqualTo(same);
        } catch (TraceException e) {
            assertThat(same).isFalse();
        }
    }

    /** Blocks whose checksums are right but whose records are nonsense: what a hostile writer could make. */
    @Property(tries = 300)
    void recordsOfAHostileWriterNeverThrow(@ForAll byte[] raw, @ForAll("choices") Choices choices) throws IOException {
        byte[] mixed = Arrays.copyOf(raw, raw.length + 40);
        choices.nextBytes(mixed);
        System.arraycopy(raw, 0, mixed, 0, raw.length);
        RecordReader records = new RecordReader();
        records.start(mixed, mixed.length, raw, raw.length, 0);
        int end = 0;
        while (records.next()) {
            assertThat(records.length()).isNotNegative();
            assertThat(records.offset()).isGreaterThan(end);
            end = records.offset() + records.length();
            assertThat(end).isLessThanOrEqualTo(mixed.length);
            assertThat(records.sequence()).isNotNegative();
        }
    }

    @Property(tries = 300)
    void bodiesOfAHostileWriterNeverThrow(@ForAll byte[] body) {
        assertThat(Opening.decode(body, 0, body.length)).isNotNull();
        assertThat(Gap.decode(body, 0, body.length).lost()).isGreaterThanOrEqualTo(Gap.UNKNOWN);
        assertThat(Closing.decode(body, 0, body.length)).isNotNull();
        assertThat(Facts.decode(body, 0, body.length)).isNotNull();
    }

    @Property(tries = 300)
    void anyBytesBehindATracereplaySignatureGiveADefinedResult(@ForAll byte[] bytes) throws IOException {
        byte[] file = Arrays.copyOf(TraceReplayReader.SIGNATURE, 16 + bytes.length);
        System.arraycopy(bytes, 0, file, 16, bytes.length);
        try (TraceSource source = TraceReplayReader.open(TestTraces.bytes(file))) {
            assertThat(TestTraces.records(source).size()).isLessThanOrEqualTo(1 + bytes.length / 8);
        } catch (CorruptTraceException e) {
            assertThat(e.file()).isEqualTo("memory.gvt");
        }
    }

    @Provide
    Arbitrary<Choices> choices() {
        return Choices.upTo(400);
    }
}
