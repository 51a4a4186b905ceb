// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import static dev.gvtrace.trace.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.trace.VerifyReport.SignatureState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of version 1 that is kept for ever: whatever changes, it has to be read as on its first day. */
final class VersionSampleTest {
    @TempDir
    private Path folder;

    private Path sample = Path.of("");

    @BeforeEach
    void copySample() throws IOException {
        sample = copy("version-1.gvt");
    }

    private Path copy(String name) throws IOException {
        Path target = folder.resolve(name);
        try (InputStream in = VersionSampleTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            Files.copy(in, target);
        }
        return target;
    }

    @Test
    void everyRecordIsReadAsItWasWritten() throws IOException {
        try (TraceSource source = TraceSource.open(sample)) {
            List<String> expected = Files.readAllLines(copy("version-1.txt"), StandardCharsets.UTF_8);
            List<String> found = TestTraces.records(source).stream()
                    .map(line -> line.replace("\n", "\\n"))
                    .toList();
            assertThat(found).isEqualTo(expected);
            assertThat(source.opening()).isEqualTo(TestTraces.opening());
        }
    }

    @Test
    void theSummaryIsAsItWas() throws IOException {
        try (TraceSource source = TraceSource.open(sample)) {
            TraceSummary summary = source.summary();
            assertThat(summary.recording()).hasToString("6776742d-7361-4d70-ac65-2d76312e3000");
            assertThat(summary.ending()).isEqualTo(Ending.SEALED);
            assertThat(summary.messages()).isEqualTo(54);
            assertThat(summary.lastSequence()).isEqualTo(61);
            assertThat(summary.lost()).isEqualTo(7);
            assertThat(summary.firstTimeNs()).isEqualTo(START + 51);
            assertThat(summary.lastReceivedNs()).isEqualTo(START + 55);
            assertThat(summary.containers()).hasSize(4).contains("container-2", "\u00c3\u00bf\u0000id");
            assertThat(summary.types()).isEqualTo(-1L >>> 25 | 1L << 63);
        }
    }

    @Test
    void sealAndSignatureAreValid() throws IOException {
        VerifyReport report =
                TraceVerifier.verify(sample, SealKeys.readPublicKey(copy("version-1.pub.pem")), TestTraces.INDEXER);
        assertThat(report.findings()).isEmpty();
        assertThat(report.signature()).isEqualTo(SignatureState.VALID);
    }
}
