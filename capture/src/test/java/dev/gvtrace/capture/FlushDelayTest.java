// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlushDelayTest {
    private static final long SECOND = 1_000_000_000L;

    /** The clock of the JVM may have any sign. */
    private static final long T0 = -5 * SECOND;

    private final FlushDelay watch = new FlushDelay(SECOND, T0);

    @Test
    void writesInTimeAreNotLate() {
        assertThat(watch.lateNs(T0 + 100 * SECOND, false)).isZero();
        watch.written(T0 + 100 * SECOND, T0 + 100 * SECOND);
        watch.markPending();
        assertThat(watch.lateNs(T0 + 101 * SECOND, false)).isZero();
        watch.written(T0 + 101 * SECOND, T0 + 101 * SECOND + SECOND / 5);
        assertThat(watch.longestNs()).isZero();
    }

    @Test
    void pendingWorkCountsAsDelayed() {
        assertThat(watch.lateNs(T0 + 3 * SECOND, true)).isEqualTo(3 * SECOND);
        watch.written(T0 + 3 * SECOND, T0 + 3 * SECOND);
        assertThat(watch.lateNs(T0 + 4 * SECOND, true)).isZero();
    }

    @Test
    void delayedWritesAreLateForTheWholeDelay() {
        watch.markPending();
        assertThat(watch.lateNs(T0 + SECOND, false)).isZero();
        assertThat(watch.lateNs(T0 + 2 * SECOND, false)).isEqualTo(2 * SECOND);
        assertThat(watch.lateNs(T0 + 3 * SECOND, false)).isEqualTo(3 * SECOND);
        watch.written(T0 + 3 * SECOND, T0 + 7 * SECOND);
        assertThat(watch.lateNs(T0 + 8 * SECOND, false)).isZero();
        assertThat(watch.longestNs()).isEqualTo(7 * SECOND);
    }
}
