// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentedTraceTest {
    @TempDir
    Path dir;

    @Test
    void neverOverwritesAFile() throws Exception {
        String base = TraceNames.base(0, Text.ofUtf8("x"), 1);
        Path taken = Files.writeString(TraceNames.file(dir, base, 0, 0), "mine");
        SegmentedTrace trace = new SegmentedTrace(
                dir,
                base,
                Retention.defaults(),
                WriterOptions.defaults(),
                Opening.builder(TraceOrigin.LIVE, 0).build(),
                MessageIndexer.NONE,
                TestLedger.in(dir));
        trace.writer(0);
        trace.seal(Closing.end(0, "test"));
        assertThat(trace.file()).isNotEqualTo(taken).exists();
        assertThat(taken).hasContent("mine");
    }
}
