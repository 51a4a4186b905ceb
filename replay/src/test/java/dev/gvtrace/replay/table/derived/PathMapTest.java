// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PathMapTest {
    @Test
    void whatDoesNotFitIsCountedAndWhatIsThereStays() {
        PathMap<StringBuilder> map = new PathMap<>(40, 410);
        assertThat(map.get("c", "/abc", StringBuilder::new)).isNotNull();
        assertThat(map.get("c", "/abd", StringBuilder::new)).isNotNull();
        assertThat(map.get("c", "/abe", StringBuilder::new)).isNull();
        assertThat(map.get("d", "/abc", StringBuilder::new)).isNull();
        assertThat(map.refused()).isEqualTo(2);
        assertThat(map.get("c", "/abc", StringBuilder::new)).isSameAs(map.get("c", "/abc"));
        assertThat(map.get("c", "/abe")).isNull();
        assertThat(map.all()).extracting(entry -> entry.getKey().path()).containsExactly("/abc", "/abd");
        assertThat(map.refused()).isEqualTo(2);
    }
}
