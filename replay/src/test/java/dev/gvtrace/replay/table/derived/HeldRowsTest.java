// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldRowsTest {
    private final Set<Integer> complete = new HashSet<>();
    private final List<Integer> out = new ArrayList<>();
    private final HeldRows<Integer> held = new HeldRows<>(complete::contains, out::add, 25);

    private void complete(int row) {
        complete.add(row);
        held.completed(10);
    }

    @Test
    void rowsComeInTheOrderInWhichTheyBegan() {
        for (int row = 1; row <= 4; row++) {
            held.add(row);
        }
        complete(2);
        assertThat(out).isEmpty();
        complete(1);
        assertThat(out).containsExactly(1, 2);
        held.finish();
        assertThat(out).containsExactly(1, 2, 3, 4);
        assertThat(held.isReordered()).isFalse();
    }

    @Test
    void beyondTheBoundCompleteOnesGoFirst() {
        for (int row = 1; row <= 5; row++) {
            held.add(row);
        }
        complete(3);
        complete(5);
        assertThat(out).isEmpty();
        complete(2);
        assertThat(out).containsExactly(2, 3, 5);
        assertThat(held.isReordered()).isTrue();
        held.finish();
        assertThat(out).containsExactly(2, 3, 5, 1, 4);
    }
}
