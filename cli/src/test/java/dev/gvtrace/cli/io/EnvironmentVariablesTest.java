// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.EscapedText;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentVariablesTest {
    @Test
    void valuesKeepTheirBytes() {
        byte[] environment = EscapedText.encode("HOME=/x\u00e9\udcffy\0EMPTY=\0A=b=c\0no equals\0=x\0HOME=/second\0");
        assertThat(EnvironmentVariables.parse(environment))
                .isEqualTo(Map.of("HOME", "/x\u00e9\udcffy", "EMPTY", "", "A", "b=c"));
    }

    @Test
    void theProcessHasItsOwn() {
        assertThat(EnvironmentVariables.lossless()).containsKey("PATH");
    }
}
