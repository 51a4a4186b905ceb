// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IntMapTest {
    /** Arbitrary keys, among them neighbours in the table at each of its sizes. */
    @Test
    void behavesAsAMapWhileItGrows() {
        IntMap<Integer> map = new IntMap<>();
        Map<Integer, Integer> expected = new HashMap<>();
        // A fixed seed, as the map has to grow through all of its sizes.
        Random random = new Random(1);
        for (int step = 0; step < 4000; step++) {
            int key = random.nextInt(step / 2 + 8) * 0x101;
            if (random.nextInt(3) == 0) {
                assertThat(map.remove(key)).isEqualTo(expected.remove(key));
            } else {
                map.put(key, step);
                expected.put(key, step);
            }
            assertThat(map.size()).isEqualTo(expected.size());
        }
        for (int key = 0; key < 2008; key++) {
            assertThat(map.get(key * 0x101)).isEqualTo(expected.get(key * 0x101));
        }
        long grown = map.bytes();
        map.shrink();
        assertThat(map.bytes()).as("not empty").isEqualTo(grown);
        List.copyOf(expected.keySet()).forEach(map::remove);
        map.shrink();
        assertThat(map.bytes()).isEqualTo(new IntMap<Integer>().bytes()).isLessThan(grown);
        map.put(5, 6);
        assertThat(map.get(5)).isEqualTo(6);
    }

    @Property(tries = 300)
    void behavesAsAMap(@ForAll @Size(max = 400) List<Integer> steps) {
        IntMap<Integer> map = new IntMap<>();
        Map<Integer, Integer> expected = new HashMap<>();
        for (int step : steps) {
            int key = step % 64;
            if (step % 3 == 0) {
                assertThat(map.remove(key)).isEqualTo(expected.remove(key));
            } else {
                map.put(key, step);
                expected.put(key, step);
            }
        }
        assertThat(map.size()).isEqualTo(expected.size());
        for (int key = -64; key < 64; key++) {
            assertThat(map.get(key)).isEqualTo(expected.get(key));
        }
    }
}
