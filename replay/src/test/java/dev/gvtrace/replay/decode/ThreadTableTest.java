// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

/** Threads in the table while others come and go. Slots depend on random numbers, so each run tries another layout. */
class ThreadTableTest {
    @Property(tries = 200)
    void findsExactlyTheThreadsThatItHolds(
            @ForAll @UniqueElements @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 1 << 16) Integer> ids,
            @ForAll @Size(max = 300) List<@IntRange(max = 29) Integer> steps) {
        ThreadTable table = new ThreadTable();
        Map<Integer, ThreadSlot> there = new HashMap<>();
        for (int step : steps) {
            int id = ids.get(step % ids.size());
            ThreadSlot known = there.remove(id);
            if (known == null) {
                there.put(id, table.findOrAdd(id));
            } else {
                table.tidy(known);
            }
            for (int other : ids) {
                assertThat(table.find(other)).as("thread %d", other).isSameAs(there.get(other));
            }
        }
        there.values().forEach(table::tidy);
        assertThat(table.isEmpty()).isTrue();
    }
}
