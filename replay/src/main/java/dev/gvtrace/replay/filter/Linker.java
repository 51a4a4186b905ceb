// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes a program of conditions. A part that has to hold for several conditions becomes a guard: it is evaluated once,
 * first, and if it is false all of them are false. Shared parts deeper inside get a slot for their verdict. A part has
 * the same slot in all programs of a compiler.
 */
final class Linker<S> {
    /** Below this cost a verdict is evaluated as fast as it is looked up. */
    private static final int MIN_SHARED_COST = 4;

    private final NodeGraph graph;
    private final List<Node> roots;
    private final Evaluation.Sizes sizes;
    private final Map<Node, Integer> uses = new HashMap<>();
    private final Map<Node, CompiledTest> made = new HashMap<>();
    private final Map<Node, Integer> slots;

    /** Continues with the slots assigned so far. */
    Linker(NodeGraph graph, List<Node> roots, Evaluation.Sizes sizes, Map<Node, Integer> slots) {
        this.graph = graph;
        this.roots = roots;
        this.sizes = sizes;
        this.slots = slots;
    }

    FilterProgram<S> link() {
        Map<Node, BitSet> demanded = demanded();
        List<FilterProgram.Guard> guards = new ArrayList<>();
        Set<Node> guarded = demanded.keySet();
        List<Node> rests = new ArrayList<>();
        for (Node root : roots) {
            rests.add(root.stateful() ? root : rest(root, guarded));
        }
        guarded.forEach(this::count);
        rests.forEach(this::count);
        demanded.forEach(
                (node, filters) -> guards.add(new FilterProgram.Guard(predicate(node), filters.toLongArray())));
        List<CompiledTest> predicates = rests.stream().map(this::predicate).toList();
        return new FilterProgram<>(guards, predicates);
    }

    /**
     * Parts that have to hold for at least two conditions, with these conditions; in descending order of their number.
     */
    private Map<Node, BitSet> demanded() {
        Map<Node, BitSet> filters = new LinkedHashMap<>();
        for (int i = 0; i < roots.size(); i++) {
            if (!roots.get(i).stateful()) {
                for (Node part : parts(roots.get(i))) {
                    filters.computeIfAbsent(part, p -> new BitSet()).set(i);
                }
            }
        }
        List<Map.Entry<Node, BitSet>> shared = new ArrayList<>();
        for (Map.Entry<Node, BitSet> entry : filters.entrySet()) {
            if (entry.getValue().cardinality() > 1) {
                shared.add(entry);
            }
        }
        shared.sort(Comparator.comparingDouble(entry -> -worth(entry)));
        Map<Node, BitSet> ordered = new LinkedHashMap<>();
        shared.forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        return ordered;
    }

    /** The expected number of conditions that it excludes, relative to its cost. */
    private static double worth(Map.Entry<Node, BitSet> shared) {
        Node.Estimate estimate = shared.getKey().estimate();
        return shared.getValue().cardinality() * (1 - estimate.chance()) / (estimate.cost() + 1);
    }

    private static List<Node> parts(Node node) {
        return node.kind() == Node.Kind.AND ? node.parts() : List.of(node);
    }

    private Node rest(Node root, Set<Node> guarded) {
        List<Node> left = new ArrayList<>();
        for (Node part : parts(root)) {
            if (!guarded.contains(part)) {
                left.add(part);
            }
        }
        return graph.and(left);
    }

    private void count(Node node) {
        if (uses.merge(node, 1, Integer::sum) == 1) {
            node.parts().forEach(this::count);
        }
    }

    private CompiledTest predicate(Node node) {
        CompiledTest known = made.get(node);
        if (known == null) {
            known = make(node);
            boolean shared =
                    uses.getOrDefault(node, 0) > 1 && node.estimate().cost() >= MIN_SHARED_COST && !node.stateful();
            known = shared ? new CompiledTest.Shared(known, slots.computeIfAbsent(node, n -> sizes.verdicts++)) : known;
            made.put(node, known);
        }
        return known;
    }

    private CompiledTest make(Node node) {
        return switch (node.kind()) {
            case LEAF -> CachedText.of(plain(node));
            case NOT -> new CompiledTest.Not(predicate(node.parts().get(0)));
            case AND ->
                new CompiledTest.And(node.parts().stream().map(this::predicate).toList());
            case OR -> or(node.parts());
            case TRUE, FALSE -> CompiledTest.of(node.kind() == Node.Kind.TRUE);
        };
    }

    private CompiledTest or(List<Node> nodes) {
        List<CompiledTest> parts = new ArrayList<>();
        for (Node part : nodes) {
            parts.add(
                    part.kind() == Node.Kind.LEAF && part.estimate().cost() < MIN_SHARED_COST
                            ? plain(part)
                            : predicate(part));
        }
        List<CompiledTest> joined =
                AnyText.join(parts).stream().map(CachedText::of).toList();
        return joined.size() == 1 ? joined.get(0) : new CompiledTest.Or(joined);
    }

    private static CompiledTest plain(Node leaf) {
        return Objects.requireNonNull(leaf.leaf()).predicate();
    }
}
