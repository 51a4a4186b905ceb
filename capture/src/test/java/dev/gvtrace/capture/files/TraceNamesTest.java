// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceNamesTest {
    @Test
    void namesNeverLeaveTheirDirectory() {
        assertThat(TraceNames.escaped("../../etc/x")).isEqualTo("%2E.%2F..%2Fetc%2Fx");
        assertThat(TraceNames.escaped(".hidden")).isEqualTo("%2Ehidden");
        assertThat(TraceNames.escaped("a\u0000\u001b[31m\u00e9")).isEqualTo("a%00%1B%5B31m%C3%A9");
        assertThat(TraceNames.escaped("a\udcff")).isEqualTo("a%FF");
        assertThat(TraceNames.escaped("x".repeat(500))).hasSizeLessThan(100);
        assertThat(TraceNames.isOurs("20250101T000000.000Z-%2E.%2F-1.gvt")).isTrue();
        assertThat(TraceNames.isOurs("notes.gvt")).isFalse();
    }
}
