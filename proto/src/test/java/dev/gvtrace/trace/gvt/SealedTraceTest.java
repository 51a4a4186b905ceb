// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.UnsupportedTraceVersionException;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.gvt.TestTraces.MemoryBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to a small sealed trace that is cut anywhere, or of which any byte is changed. */
final class SealedTraceTest {
    private final byte[] whole = TestTraces.small();
    private final List<String> records = read(whole);

    private static List<String> read(byte[] bytes) {
        try (TraceReader reader = TestTraces.reader(bytes)) {
            return TestTraces.records(reader);
        } catch (TraceException e) {
            return List.of();
        } catch (IOException e) {
            throw new AssertionError("only a trace exception is expected", e);
        }
    }

    @Test
    void verifyReadsEveryByte() throws IOException {
        MemoryBytes bytes = new MemoryBytes(whole);
        VerifyReport report = new FileVerifier(TraceBytes.of(bytes), TrustedKeys.none(), TestTraces.INDEXER).verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.isVerified()).isTrue();
        assertThat(report.messages()).isEqualTo(4);
        assertThat(bytes.seen).doesNotContain(false);
    }

    @Test
    void verifyDetectsEveryFlippedByte() throws IOException {
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x10;
            try {
                VerifyReport report = TestTraces.verify(flipped);
                assertThat(report.isVerified()).as("byte %d: %s", i, report).isFalse();
            } catch (UnsupportedTraceVersionException e) {
                throw new AssertionError("byte " + i + " is damage, not another version", e);
            }
        }
    }

    @Test
    void readingContinuesAfterEveryFlippedByte() throws IOException {
        for (int i = TraceFormat.FILE_HEADER_BYTES; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x10;
            List<String> found = read(flipped);
            List<String> missing =
                    records.stream().filter(line -> !found.contains(line)).toList();
            List<String> added =
                    found.stream().filter(line -> !records.contains(line)).toList();
            assertThat(missing.size()).as("byte %d", i).isLessThan(records.size() / 2);
            assertThat(added).as("byte %d", i).allMatch(line -> line.startsWith("GAP"));
            assertThat(added.isEmpty()).as("byte %d: %s", i, added).isEqualTo(missing.isEmpty());
        }
    }

    @Test
    void readsUpToTheLastWholeBlockWhereverTheFileIsCut() throws IOException {
        int before = 0;
        for (int size = TraceFormat.FILE_HEADER_BYTES; size < whole.length; size++) {
            byte[] cut = Arrays.copyOf(whole, size);
            List<String> found = read(cut).stream()
                    .filter(line -> !line.contains("damage: "))
                    .toList();
            assertThat(found).as("cut at %d", size).isEqualTo(records.subList(0, found.size()));
            assertThat(found.size()).as("cut at %d", size).isGreaterThanOrEqualTo(before);
            before = found.size();
            try (TraceReader reader = TestTraces.reader(cut)) {
                assertThat(reader.summary().ending()).as("cut at %d", size).isIn(Ending.CUT, Ending.CRASHED);
            }
            assertThat(TestTraces.verify(cut).isVerified())
                    .as("cut at %d", size)
                    .isFalse();
        }
        assertThat(before).isEqualTo(records.size());
    }

    @Test
    void refusesAnEmptyFileAndReportsACutHeaderAsDamage() {
        for (int size = 0; size < TraceFormat.FILE_HEADER_BYTES; size++) {
            assertThat(read(Arrays.copyOf(whole, size))).isEmpty();
        }
    }
}
