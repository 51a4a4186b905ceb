// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which limits a recorder accepts. */
class CaptureLimitsTest {
    private static CaptureLimits limits(
            int connections, int messageBytes, int bufferBytes, int recorders, int drainers, int snapshots) {
        return new CaptureLimits(
                connections,
                messageBytes,
                bufferBytes,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                recorders,
                drainers,
                snapshots,
                1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1,       4,        1, 1, 0", "1, 8388608, 33554432, 1, 1, 0", "9, 1024,    4096,     2, 3, 4"})
    void rangesHaveTheirEnds(int connections, int message, int buffer, int recorders, int drainers, int snapshots) {
        assertThatCode(() -> limits(connections, message, buffer, recorders, drainers, snapshots))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 0       | 4096     | 1 | 1 | 0  | message limit 0, expected 1 to 8388608",
                "1 | 8388609 | 67108864 | 1 | 1 | 0  | message limit 8388609, expected 1 to 8388608",
                "1 | 1024    | 4095     | 1 | 1 | 0  | buffer of 4095 bytes, expected a power of two of at least four"
                        + " times the longest message, 1024",
                "1 | 1024    | 2048     | 1 | 1 | 0  | buffer of 2048 bytes, expected a power of two of at least four"
                        + " times the longest message, 1024",
                "0 | 1024    | 4096     | 1 | 1 | 0  | 0 connections, 1 recorders, 1 drainers, expected at least 1",
                "1 | 1024    | 4096     | 0 | 1 | 0  | 1 connections, 0 recorders, 1 drainers, expected at least 1",
                "1 | 1024    | 4096     | 1 | 0 | 0  | 1 connections, 1 recorders, 0 drainers, expected at least 1",
                "1 | 1024    | 4096     | 1 | 1 | -1 | -1 snapshots, expected 0 or more"
            })
    void whatIsBeyondIsRefused(
            int connections, int message, int buffer, int recorders, int drainers, int snapshots, String why) {
        assertThatThrownBy(() -> limits(connections, message, buffer, recorders, drainers, snapshots))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }

    @Test
    void eachLimitChangesAlone() {
        CaptureLimits all = limits(2, 1024, 4096, 3, 4, 5);
        assertThat(all.withConnections(7)).isEqualTo(limits(7, 1024, 4096, 3, 4, 5));
        assertThat(all.withSizes(2048, 8192)).isEqualTo(limits(2, 2048, 8192, 3, 4, 5));
        assertThat(all.withSnapshots(0)).isEqualTo(limits(2, 1024, 4096, 3, 4, 0));
        assertThat(all.withHandshake(Duration.ofMillis(3)).handshake()).isEqualTo(Duration.ofMillis(3));
        assertThat(all.withHandshake(all.handshake())).isEqualTo(all);
    }

    /** A Sentry sends up to the send buffer's size, 208 KiB on most kernels. */
    @Test
    void theDefaultsAcceptWhatASentrySends() {
        CaptureLimits defaults = CaptureLimits.defaults();
        assertThat(defaults.messageBytes()).isGreaterThanOrEqualTo(212_992);
        assertThat(defaults.bufferBytes()).isGreaterThanOrEqualTo(4 * defaults.messageBytes());
        assertThat(defaults.handshake()).isPositive();
    }
}
