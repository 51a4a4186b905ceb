// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.decode.DecodeOptions;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionFactsTest {
    private static final String POINT =
            "{\"trace_session\":{\"points\":[{\"name\":\"syscall/execve/exit\",\"optional_fields\":[\"envv\"]}";

    private static DecodeOptions read(String json) {
        return SessionFacts.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesThePointsAndWhetherTheEnvironmentIsRequested() {
        assertThat(read(POINT + "]}}")).isEqualTo(new DecodeOptions(true, Set.of("syscall/execve/exit"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "]]", ",", ",{\"name\":\"\\q\"}]}}", ",[[[[[[[[[[{}", "]}"})
    void aBrokenConfigurationGivesNoFacts(String rest) {
        assertThat(read(POINT + rest)).isEqualTo(DecodeOptions.UNKNOWN);
    }

    @Test
    void noConfigurationGivesNoFacts() {
        assertThat(read("")).isEqualTo(DecodeOptions.UNKNOWN);
        assertThat(read("[".repeat(100_000))).isEqualTo(DecodeOptions.UNKNOWN);
        assertThat(SessionFacts.read(null)).isEqualTo(DecodeOptions.UNKNOWN);
    }
}
