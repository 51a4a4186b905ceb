// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class IntMapTest {
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
