// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplayOptionsTest {
    @Test
    void readsAheadWhileAProcessorIsIdle() {
        assertThat(ReplayOptions.DEFAULT.readAhead()).isPositive();
        assertThat(ReplayOptions.DEFAULT.atOnce(1, 2)).isEqualTo(ReplayOptions.DEFAULT);
        assertThat(ReplayOptions.DEFAULT.atOnce(3, 4)).isEqualTo(ReplayOptions.DEFAULT);
    }

    @Test
    void doesNotReadAheadWhenEachProcessorReplays() {
        assertThat(ReplayOptions.DEFAULT.atOnce(2, 2).readAhead()).isZero();
        assertThat(ReplayOptions.DEFAULT.atOnce(8, 2).readAhead()).isZero();
        assertThat(ReplayOptions.DEFAULT.atOnce(1, 1).readAhead()).isZero();
    }
}
