// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
    private static List<String> shown(Map<Integer, Integer> parents, Integer... nodes) {
        List<String> lines = new ArrayList<>();
        new ProcessTree<>(List.of(nodes), parents::get).all((node, depth) -> lines.add(depth + ":" + node));
        return lines;
    }

    @Test
    void parentsComeBeforeTheirChildren() {
        assertThat(shown(Map.of(2, 1, 3, 1, 4, 2, 6, 5), 1, 2, 3, 4, 6))
                .containsExactly("0:1", "1:2", "2:4", "1:3", "0:6");
    }

    @Test
    void ringsAreShownToo() {
        assertThat(shown(Map.of(2, 3, 3, 2), 1, 2, 3)).containsExactly("0:1", "0:2", "0:3");
        assertThat(shown(Map.of(1, 1), 1)).containsExactly("0:1");
    }

    @Test
    void aNodeThatIsRequestedTwiceComesOnce() {
        List<String> lines = new ArrayList<>();
        new ProcessTree<>(List.of(1, 2, 3), Map.of(2, 1, 3, 2)::get)
                .only(node -> node != 1, (node, depth) -> lines.add(depth + ":" + node));
        assertThat(lines).containsExactly("0:2", "1:3");
    }

    @Test
    void workGrowsWithTheNodes() {
        int[] asked = new int[1];
        int[] visited = new int[1];
        List<Integer> nodes = IntStream.range(0, 60_000).boxed().toList();
        new ProcessTree<>(nodes, node -> {
                    asked[0]++;
                    return node == 0 ? null : node % 2 == 0 ? 0 : node - 1;
                })
                .all((node, depth) -> visited[0]++);
        assertThat(asked[0]).isEqualTo(nodes.size());
        assertThat(visited[0]).isEqualTo(nodes.size());
    }
}
