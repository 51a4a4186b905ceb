// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Entries are returned in order, or counted in their place. */
class LiveQueueTest {
    private final LiveQueue queue = new LiveQueue();
    private final LiveQueue.Batch batch = new LiveQueue.Batch();

    @Test
    void keepsEntriesInTheirOrderWhileItGrowsAndTurns() {
        Random random = new Random(5);
        byte[] bytes = new byte[3000];
        int put = 0;
        int taken = 0;
        for (int round = 0; round < 2000; round++) {
            for (int i = random.nextInt(8); i > 0; i--) {
                int length = random.nextInt(bytes.length);
                bytes[0] = (byte) put;
                queue.offer(LiveQueue.Kind.PACKET, put, bytes, 0, Math.max(1, length), 1 << 20);
                put++;
            }
            queue.take(batch, random.nextInt(9000));
            while (batch.next()) {
                assertThat(batch.timeNs()).isEqualTo(taken);
                assertThat(batch.bytes()[batch.offset()]).isEqualTo((byte) taken);
                taken++;
            }
        }
        assertThat(queue.skipped() + taken).isLessThanOrEqualTo(put);
        assertThat(taken).isPositive();
    }

    @Test
    void reportsWhereMessagesAreMissing() {
        for (int i = 0; i < 5; i++) {
            queue.offer(LiveQueue.Kind.PACKET, i, new byte[100], 0, 100, 250);
        }
        assertThat(queue.skipped()).isEqualTo(3);
        assertThat(drained()).containsExactly("PACKET 0", "PACKET 1");

        queue.offer(LiveQueue.Kind.PACKET, 9, new byte[100], 0, 100, 250);
        assertThat(drained()).containsExactly("MISSING 3", "PACKET 9");
    }

    @Test
    void reportsAGapBeforeTheEnd() {
        queue.offer(LiveQueue.Kind.PACKET, 0, new byte[100], 0, 100, 50);
        queue.offer(LiveQueue.Kind.PACKET, 1, new byte[100], 0, 100, 50);
        queue.end();

        assertThat(drained()).containsExactly("PACKET 0", "MISSING 1", "END 0");
    }

    @Test
    void takesNothingOnceItIsClosed() {
        queue.offer(LiveQueue.Kind.PACKET, 0, new byte[10], 0, 10, 1000);
        queue.offer(LiveQueue.Kind.PACKET, 1, new byte[10], 0, 10, 1000);
        queue.close();
        queue.offer(LiveQueue.Kind.PACKET, 2, new byte[10], 0, 10, 1000);

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.skipped()).isEqualTo(2);
    }

    private List<String> drained() {
        List<String> entries = new ArrayList<>();
        queue.take(batch, Integer.MAX_VALUE);
        while (batch.next()) {
            entries.add(batch.kind() + " " + batch.timeNs());
        }
        return entries;
    }
}
