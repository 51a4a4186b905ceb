// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times beyond what 64 bits of nanoseconds hold are the first or the last one. */
class SaturatedTimeTest {
    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01T00:00:01.000000002Z, 1000000002",
        "1969-12-31T23:59:59.999999999Z, -1",
        "2262-04-11T23:47:14.999999999Z, 9223372034999999999",
        "2300-01-01T00:00:00Z, 9223372036854775807",
        "1600-01-01T00:00:00Z, -9223372036854775808"
    })
    void ofInstants(String instant, long ns) {
        assertThat(SaturatedTime.nanos(Instant.parse(instant))).isEqualTo(ns);
    }

    @Test
    void ofDurations() {
        assertThat(SaturatedTime.nanos(Duration.ofDays(1))).isEqualTo(86_400_000_000_000L);
        assertThat(SaturatedTime.nanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(SaturatedTime.nanos(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(SaturatedTime.nanos(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 3, 2",
        "-5, 3, -8",
        "9223372036854775807, -1, 9223372036854775807",
        "-9223372036854775808, 1, -9223372036854775808",
        "0, -9223372036854775808, 9223372036854775807",
        "-1, -9223372036854775808, 9223372036854775807"
    })
    void differences(long from, long what, long difference) {
        assertThat(SaturatedTime.minus(from, what)).isEqualTo(difference);
    }
}
