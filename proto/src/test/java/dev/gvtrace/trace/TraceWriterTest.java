// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import static dev.gvtrace.trace.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceWriterTest {
    @TempDir
    private Path folder;

    @Test
    void everyKindOfRecordComesBack() throws IOException {
        try (TraceReader reader = TestTraces.reader(TestTraces.small())) {
            List<String> records = TestTraces.records(reader);
            assertThat(records).hasSize(10);
            assertThat(records.get(0)).startsWith("OPENING 0 " + START + " LIVE by gvtrace test on node-1");
            assertThat(records.get(1)).startsWith("MESSAGE 1 " + (START + 1));
            assertThat(records.get(2)).isEqualTo("FACTS 1 " + START + " bundle {\"a\":1}");
            assertThat(records.get(4))
                    .isEqualTo("GAP 2 " + (START + 5) + " " + new Gap(START, START + 5, 3, "dropped by the Sentry"));
            assertThat(records.get(6)).isEqualTo("PROCFS 3 " + (START + 6) + " procfs\n{}");
            assertThat(records.get(7)).isEqualTo("NOTE 3 " + (START + 7) + " a note");
            assertThat(records.get(9))
                    .isEqualTo("CLOSING 4 " + (START + 9) + " "
                            + new Closing(START + 9, "end of test", false, 4, 4 * 31 + 10, 3));
        }
    }
}
