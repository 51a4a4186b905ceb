// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WallClockTest {
    private static final long SECOND = 1_000_000_000L;

    private long wallNs = 1_700_000_000L * SECOND;
    private long monotonicNs = 5 * SECOND;
    private long heldUpNs;
    private final WallClock clock = new WallClock(this::wall, () -> monotonicNs);

    private Instant wall() {
        pass(heldUpNs);
        return Instant.ofEpochSecond(wallNs / SECOND, wallNs % SECOND);
    }

    private void pass(long ns) {
        wallNs += ns;
        monotonicNs += ns;
    }

    @Test
    void passingTimeIsNotAStep() {
        pass(SECOND);
        assertThat(clock.adjust()).isZero();
        assertThat(clock.now()).isEqualTo(wallNs);
        pass(3600 * SECOND);
        assertThat(clock.adjust()).isZero();
        assertThat(clock.now()).isEqualTo(wallNs);
    }

    @Test
    void stepsAreReportedWithTheirSign() {
        wallNs += 3600 * SECOND;
        assertThat(clock.adjust()).isEqualTo(3600 * SECOND);
        assertThat(clock.now()).isEqualTo(wallNs);
        assertThat(clock.adjust()).as("once").isZero();
        wallNs -= SECOND / 50;
        assertThat(clock.adjust()).isEqualTo(-SECOND / 50);
        assertThat(clock.now()).isEqualTo(wallNs);
    }

    @Test
    void aStalledThreadSeesNoClockStep() {
        heldUpNs = SECOND;
        assertThat(clock.adjust()).isZero();
        heldUpNs = SECOND / 1000;
        assertThat(clock.adjust()).isZero();
    }
}
