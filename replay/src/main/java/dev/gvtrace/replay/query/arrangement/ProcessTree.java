// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Visits nodes in the order of a tree: each before its children, children in the given order. Reads each node's parent
 * once. A parent that is not among the nodes is ignored; nodes that cannot be reached from a root because parents form
 * a cycle come last.
 *
 * @param <T> a node, distinguished by its identity or {@code equals}
 */
final class ProcessTree<T> {
    private final List<T> nodes;
    private final Map<T, List<T>> children = new HashMap<>();
    private final List<T> roots = new ArrayList<>();

    ProcessTree(List<T> nodes, Function<T, @Nullable T> parent) {
        this.nodes = nodes;
        Set<T> known = new HashSet<>(nodes);
        for (T node : nodes) {
            T above = parent.apply(node);
            if (above == null || !known.contains(above)) {
                roots.add(node);
            } else {
                children.computeIfAbsent(above, key -> new ArrayList<>()).add(node);
            }
        }
    }

    /** Receives the nodes of a tree. */
    interface Visitor<T> {
        /** Receives a node and its depth, 0 for a root. */
        void visit(T node, int depth);
    }

    private record Step<T>(T node, int depth) {}

    /** Visits all nodes. */
    void all(Visitor<T> visitor) {
        Set<T> shown = new HashSet<>();
        roots.forEach(root -> below(root, shown, visitor));
        nodes.stream().filter(node -> !shown.contains(node)).forEach(node -> visitor.visit(node, 0));
    }

    /** Visits the subtrees of the requested nodes, each node once. */
    void only(Predicate<T> wanted, Visitor<T> visitor) {
        Set<T> shown = new HashSet<>();
        nodes.stream().filter(wanted).forEach(node -> below(node, shown, visitor));
    }

    private void below(T top, Set<T> shown, Visitor<T> visitor) {
        Deque<Step<T>> left = new ArrayDeque<>();
        left.push(new Step<>(top, 0));
        while (!left.isEmpty()) {
            Step<T> step = left.pop();
            if (!shown.add(step.node())) {
                continue;
            }
            visitor.visit(step.node(), step.depth());
            List<T> below = children.getOrDefault(step.node(), List.of());
            for (int i = below.size() - 1; i >= 0; i--) {
                left.push(new Step<>(below.get(i), step.depth() + 1));
            }
        }
    }
}
