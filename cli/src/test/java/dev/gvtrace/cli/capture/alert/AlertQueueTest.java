// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AlertQueueTest {
    private static final long HOUR_NS = 3_600_000_000_000L;

    private final AlertQueue queue = new AlertQueue(100);

    @Test
    void keepsTheOrderOfArrivalWhateverThePriority() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(queue.offer(i % 8, new byte[] {(byte) i})).isZero();
        }
        assertThat(taken()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void aSevereAlertDisplacesTheNewestOfTheLeastSevere() throws Exception {
        queue.offer(5, piece(1, 40));
        queue.offer(7, piece(2, 30));
        queue.offer(7, piece(3, 30));
        assertThat(queue.offer(2, piece(4, 60))).isEqualTo(2);
        assertThat(queue.bytes()).isEqualTo(100);
        assertThat(taken()).containsExactly(1, 4);
    }

    @Test
    void anAlertDisplacesNoneThatIsAsSevereAsItself() throws Exception {
        queue.offer(2, piece(1, 60));
        queue.offer(5, piece(2, 30));
        assertThat(queue.offer(5, piece(3, 30))).isEqualTo(1);
        assertThat(queue.offer(1, piece(4, 41))).isEqualTo(2);
        assertThat(taken()).containsExactly(4);
    }

    @Test
    void whatDoesNotFitAtAllDisplacesNothing() throws Exception {
        queue.offer(7, piece(1, 10));
        assertThat(queue.offer(0, piece(2, 101))).isEqualTo(1);
        assertThat(taken()).containsExactly(1);
    }

    @Test
    void afterClosingTheRestIsTakenUntilTheTimeIsOver() throws Exception {
        queue.offer(7, piece(1, 10));
        queue.offer(7, piece(2, 10));
        queue.close(HOUR_NS);
        assertThat(queue.offer(0, piece(3, 10))).isEqualTo(1);
        assertThat(taken()).containsExactly(1, 2);
        assertThat(queue.take()).isNull();

        AlertQueue late = new AlertQueue(100);
        late.offer(7, piece(1, 10));
        late.close(0);
        assertThat(late.take()).isNull();
        assertThat(late.clear()).isEqualTo(1);
        assertThat(late.bytes()).isZero();
    }

    private static byte[] piece(int first, int length) {
        byte[] piece = new byte[length];
        piece[0] = (byte) first;
        return piece;
    }

    private List<Integer> taken() throws InterruptedException {
        List<Integer> taken = new ArrayList<>();
        while (queue.count() > 0) {
            AlertQueue.Piece piece = queue.take();
            assertThat(piece).isNotNull();
            taken.add((int) piece.bytes()[0]);
        }
        return taken;
    }
}
