// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Only the largest have to shrink. */
class SharedMemoryTest {
    private final SharedMemory memory = new SharedMemory(1000);
    private final SharedMemory.Share modest = memory.share();
    private final SharedMemory.Share greedy = memory.share();
    private final SharedMemory.Share greedier = memory.share();

    @Test
    void limitsNoUserWhileThereIsRoom() {
        modest.take(100);
        greedy.take(400);
        greedier.take(500);

        assertThat(greedier.isTooMuch()).isFalse();
        assertThat(memory.taken()).isEqualTo(1000);
    }

    @Test
    void limitsTheLargestUsersToWhatFits() {
        modest.take(100);
        greedy.take(400);
        greedier.take(600);

        assertThat(modest.isTooMuch()).isFalse();
        assertThat(greedy.isTooMuch()).isTrue();
        assertThat(greedier.isTooMuch()).isTrue();
        assertThat(modest.taken() + 2 * greedy.level()).isEqualTo(750);

        greedier.take(greedier.level());
        assertThat(greedy.isTooMuch()).isFalse();
    }

    @Test
    void hasRoomAgainWhenOneIsGone() {
        greedier.take(2000);
        modest.take(10);
        assertThat(greedier.isTooMuch()).isTrue();
        greedier.giveBack();

        assertThat(memory.taken()).isEqualTo(10);
        assertThat(modest.isTooMuch()).isFalse();
    }
}
