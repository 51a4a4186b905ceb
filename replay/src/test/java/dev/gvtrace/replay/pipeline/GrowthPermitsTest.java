// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Few states are great at a time, and the first unfinished job never waits. */
@Timeout(60)
class GrowthPermitsTest {
    private static final long MIB = 1 << 20;

    @Test
    void theFirstUnfinishedJobNeverBlocks() throws Exception {
        GrowthPermits permits = new GrowthPermits(4, 100 * MIB);
        Thread third = waiting(permits, 2);
        permits.of(0).before().run();
        permits.ended(0);
        permits.of(1).before().run();
        assertThat(third.isAlive()).isTrue();

        permits.ended(1);
        third.join();
    }

    @Test
    void othersWaitUntilThereIsRoom() throws Exception {
        // two of them
        GrowthPermits permits = new GrowthPermits(3, 320 * MIB);
        permits.of(1).before().run();
        Thread third = waiting(permits, 2);
        permits.of(0).before().run();

        permits.ended(1);
        third.join();
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        Thread second = waiting(new GrowthPermits(2, 0), 1);
        second.interrupt();
        second.join();
    }

    private static Thread waiting(GrowthPermits permits, int job) throws InterruptedException {
        Thread thread = new Thread(permits.of(job).before());
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.sleep(5);
        }
        return thread;
    }
}
