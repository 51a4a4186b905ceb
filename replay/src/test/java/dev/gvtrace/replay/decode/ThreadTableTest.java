// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Threads in the table while others come and go. Slots depend on random numbers, so each run tries another layout. */
class ThreadTableTest {
    private static final int TABLES = 100;
    private static final int IDS = 30;
    private static final int STEPS = 300;

    @Test
    void findsWhoIsThereAndNobodyElse() {
        Random random = new Random(14);
        for (int table = 0; table < TABLES; table++) {
            comeAndGo(random.ints(IDS, 1, 1 << 16).distinct().toArray(), random);
        }
    }

    private static void comeAndGo(int[] ids, Random random) {
        ThreadTable table = new ThreadTable();
        Map<Integer, ThreadSlot> there = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            int id = ids[random.nextInt(ids.length)];
            ThreadSlot known = there.remove(id);
            if (known == null) {
                there.put(id, table.findOrAdd(id));
            } else {
                table.tidy(known);
            }
            for (int other : ids) {
                assertThat(table.find(other))
                        .as("thread %d at step %d", other, step)
                        .isSameAs(there.get(other));
            }
        }
        there.values().forEach(table::tidy);
        assertThat(table.isEmpty()).isTrue();
    }
}
