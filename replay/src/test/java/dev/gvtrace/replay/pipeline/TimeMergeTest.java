// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeMergeTest {
    /** Memory for all, for some, and for so few that temporary files are merged into others. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 5_000, 300})
    void ordersByTimeThenTraceThenNumber(int memory) throws IOException {
        // A fixed seed, as the amount of data decides how many temporary files there are.
        Random random = new Random(7);
        List<String> expected = new ArrayList<>();
        try (TimeMerge merge = new TimeMerge(memory)) {
            for (int i = 0; i < 1000; i++) {
                int trace = random.nextInt(3);
                long time = random.nextInt(50) - 10L;
                String line = String.format("%03d %d %04d", time + 100, trace, i);
                expected.add(line);
                merge.add(time, trace, i, line.getBytes(StandardCharsets.UTF_8));
            }
            List<String> lines = new ArrayList<>();
            merge.drain((trace, line) -> {
                String text = new String(line, StandardCharsets.UTF_8);
                assertThat(text.charAt(4) - '0').isEqualTo(trace);
                lines.add(text);
            });
            expected.sort(null);
            assertThat(lines).isEqualTo(expected);
        }
    }
}
