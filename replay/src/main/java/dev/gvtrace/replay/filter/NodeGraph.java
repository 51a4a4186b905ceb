// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.Node.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates nodes, equal ones only once, in a simplified form: constants folded, chains flat. Not thread-safe. */
final class NodeGraph {
    private record Key(Node.Kind kind, List<Node> parts) {}

    /** The cost of visiting a part. */
    private static final double LOOK = 1;

    private final Map<Key, Node> composites = new HashMap<>();
    private final Map<String, Node> leaves = new HashMap<>();
    private int count;

    private final Node yes = new Node(Node.Kind.TRUE, count++, List.of(), null, new Estimate(0, 1), false);
    private final Node no = new Node(Node.Kind.FALSE, count++, List.of(), null, new Estimate(0, 0), false);

    Node constant(boolean verdict) {
        return verdict ? yes : no;
    }

    /** The leaf with this text, if any. */
    @Nullable
    Node known(String text) {
        return leaves.get(text);
    }

    Node leaf(String text, CheckCompiler.Leaf leaf, double chance) {
        Estimate estimate = new Estimate(leaf.cost(), chance);
        Node node = new Node(Node.Kind.LEAF, count++, List.of(), leaf, estimate, leaf.stateful());
        if (!leaf.stateful()) {
            leaves.put(text, node);
        }
        return node;
    }

    Node not(Node part) {
        return switch (part.kind()) {
            case TRUE -> no;
            case FALSE -> yes;
            case NOT -> part.parts().get(0);
            case LEAF, AND, OR -> composite(Node.Kind.NOT, List.of(part));
        };
    }

    Node and(List<Node> parts) {
        return chain(Node.Kind.AND, parts, yes, no);
    }

    Node or(List<Node> parts) {
        return chain(Node.Kind.OR, parts, no, yes);
    }

    private Node chain(Node.Kind kind, List<Node> parts, Node neutral, Node decisive) {
        Set<Node> flat = new LinkedHashSet<>();
        for (Node part : parts) {
            if (part.kind() == decisive.kind()) {
                // Parts before it that have state are evaluated nevertheless.
                if (flat.stream().noneMatch(Node::stateful)) {
                    return decisive;
                }
                flat.add(part);
                break;
            }
            if (part.kind() == kind) {
                flat.addAll(part.parts());
            } else if (part.kind() != neutral.kind()) {
                flat.add(part);
            }
        }
        if (flat.size() <= 1) {
            return flat.isEmpty() ? neutral : flat.iterator().next();
        }
        List<Node> ordered = new ArrayList<>(flat);
        if (ordered.stream().noneMatch(Node::stateful)) {
            ordered.sort(Comparator.comparingDouble(part -> price(part, kind)));
        }
        return composite(kind, ordered);
    }

    /** The cost of a part for each time that it ends its chain: ascending, it gives the cheapest order. */
    private static double price(Node part, Node.Kind kind) {
        double chance = part.estimate().chance();
        double ends = kind == Node.Kind.AND ? 1 - chance : chance;
        return (part.estimate().cost() + LOOK) / ends;
    }

    private Node composite(Node.Kind kind, List<Node> parts) {
        return composites.computeIfAbsent(new Key(kind, List.copyOf(parts)), key -> {
            double cost = 0;
            boolean stateful = false;
            // The probability that a part is reached.
            double reached = 1;
            for (Node part : parts) {
                Estimate estimate = part.estimate();
                cost += reached * (estimate.cost() + LOOK);
                reached *= kind == Node.Kind.OR ? 1 - estimate.chance() : estimate.chance();
                stateful |= part.stateful();
            }
            double chance = switch (kind) {
                case NOT -> 1 - parts.get(0).estimate().chance();
                case OR -> 1 - reached;
                case AND -> reached;
                case TRUE, FALSE, LEAF -> throw new IllegalArgumentException(kind + ": expected a kind with parts");
            };
            return new Node(kind, count++, key.parts(), null, new Estimate(cost, chance), stateful);
        });
    }
}
