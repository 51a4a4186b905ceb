// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShimConfigTest {
    private static final SetupTarget TARGET = DockerConfigTest.target(null);
    private static final String LINE = "pod-init-config = \"/etc/gvtrace/pod-init.json\"\n";

    @Test
    void makesAFile() throws SetupException {
        assertThat(ShimConfig.install(null, TARGET)).isEqualTo("[runsc_config]\n  " + LINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log_level = \"debug\"\n[runsc_config] # flags\n@\tplatform = \"systrap\" # fast\n[other]\nx = 1\n",
                "[runsc_config]\n@",
                "root = '''\n[runsc_config]\n'''\n[runsc_config]\n@debug = 'true'\n",
                "[ runsc_config ]\r\n@  \"debug\" = 'true'\r\n",
            })
    void addsTheFlagAndTakesItOut(String pattern) throws SetupException {
        String before = pattern.replace("@", "");
        String after = ShimConfig.install(before, TARGET);
        assertThat(after).matches(Pattern.quote(pattern).replace("@", "\\E[ \t]*" + LINE.replace(".", "\\.") + "\\Q"));
        assertThat(ShimConfig.podInitConfig(after)).isEqualTo("/etc/gvtrace/pod-init.json");
        assertThat(ShimConfig.install(after, TARGET)).isEqualTo(after);
        assertThat(ShimConfig.uninstall(after, TARGET)).isEqualTo(before);
    }

    @Test
    void replacesAnotherSessionConfiguration() throws SetupException {
        assertThat(ShimConfig.install("[runsc_config]\npod-init-config='/x' # Falco\n", TARGET))
                .isEqualTo("[runsc_config]\n" + LINE.replace(" = ", "=").replace("\n", " # Falco\n"));
        assertThat(ShimConfig.install("runsc_config.debug = \"1\"\nrunsc_config.pod-init-config = \"/x\"", TARGET))
                .isEqualTo("runsc_config.debug = \"1\"\nrunsc_config." + LINE.strip());
        assertThat(ShimConfig.uninstall("[runsc_config]\npod-init-config='/x'\n", TARGET))
                .contains("'/x'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runsc_config = { debug = \"1\" }", "runsc_config = 1", "a = 1\na = 2", "x", "[a]\n[a]"})
    void refusesWhatItCannotEdit(String text) {
        assertThatThrownBy(() -> ShimConfig.install(text, TARGET))
                .isInstanceOf(SetupException.class)
                .hasMessageMatching(".{5,}");
    }
}
