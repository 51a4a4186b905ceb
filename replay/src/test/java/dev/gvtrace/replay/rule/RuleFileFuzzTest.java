// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.output.LoadResultJson;
import dev.gvtrace.replay.output.LoadResultText;
import dev.gvtrace.replay.rule.source.RuleFile;

/** No text makes the loader throw, hang or use up memory. The corpus is beside the class's resources. */
class RuleFileFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void loadsAnything(byte[] text) {
        LoadedRules loaded = Installed.rules(java.util.List.of(RuleFile.of("fuzz.yaml", text)));
        for (LoadResult result : loaded.results()) {
            assertThat(LoadResultText.print(result)).isNotEmpty();
        }
        assertThat(LoadResultJson.print(loaded.results())).startsWith("{\"falco_load_results\"");
        loaded.rules()
                .forEach(
                        rule -> assertThat(RuleDescription.of(rule).condition()).isNotEmpty());
    }
}
