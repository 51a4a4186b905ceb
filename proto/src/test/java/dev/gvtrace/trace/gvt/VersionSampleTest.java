// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.SignatureState;
import dev.gvtrace.trace.source.TraceSources;
import dev.gvtrace.trace.verify.TraceVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of each version that is kept permanently: it always has to be read with the same result. */
final class VersionSampleTest {
    @TempDir
    private Path folder;

    private Path copy(String name) throws IOException {
        Path target = folder.resolve(name);
        try (InputStream in = VersionSampleTest.class.getResourceAsStream("/dev/gvtrace/trace/" + name)) {
            assertThat(in).as(name).isNotNull();
            Files.copy(in, target);
        }
        return target;
    }

    @ParameterizedTest
    @ValueSource(strings = {"version-1", "version-2"})
    void everyRecordIsReadAsItWasWritten(String version) throws IOException {
        try (TraceSource source = TraceSources.open(copy(version + ".gvt"))) {
            List<String> expected = Files.readAllLines(copy(version + ".txt"), StandardCharsets.UTF_8);
            List<String> found = TestTraces.records(source).stream()
                    .map(line -> line.replace("\n", "\\n"))
                    .toList();
            assertThat(found).isEqualTo(expected);
            assertThat(source.opening()).isEqualTo(TestTraces.opening());
        }
    }

    @Test
    void theSummaryIsAsItWas() throws IOException {
        try (TraceSource source = TraceSources.open(copy("version-1.gvt"))) {
            TraceSummary summary = source.summary();
            assertThat(summary.recording()).hasToString("6776742d-7361-4d70-ac65-2d76312e3000");
            assertThat(summary.ending()).isEqualTo(Ending.SEALED);
            assertThat(summary.messages()).isEqualTo(54);
            assertThat(summary.lastSequence()).isEqualTo(61);
            assertThat(summary.lost()).isEqualTo(7);
            assertThat(summary.firstTimeNs()).isEqualTo(START + 51);
            assertThat(summary.lastReceivedNs()).isEqualTo(START + 55);
            assertThat(summary.containers())
                    .hasSize(4)
                    .contains(Text.ofUtf8("container-2"), Text.ofUtf8("\u00ff\u0000id"));
            assertThat(summary.types()).isEqualTo(-1L >>> 25 | 1L << 63);
        }
    }

    @Test
    void theMessagesInPartsAreStillInParts() throws IOException {
        try (TraceSource source = TraceSources.open(copy("version-2.gvt"));
                RecordCursor records = source.records(Selection.all())) {
            List<Integer> contexts = new ArrayList<>();
            while (records.next()) {
                SplitMessage message = records.split();
                if (message != null) {
                    contexts.add(message.context());
                    assertThat(message.dropped()).isEqualTo(contexts.size() == 3 ? 5 : 0);
                }
            }
            assertThat(contexts).containsExactly(0, 1, 0);
            assertThat(source.summary().messages()).isEqualTo(58);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"version-1", "version-2"})
    void sealAndSignatureAreValid(String version) throws IOException {
        VerifyReport report = TraceVerifier.verify(
                copy(version + ".gvt"),
                TrustedKeys.of(SealKeys.readPublicKey(copy(version + ".pub.pem"))),
                TestTraces.INDEXER);
        assertThat(report.findings()).isEmpty();
        assertThat(report.signature()).isEqualTo(SignatureState.VALID);
    }
}
