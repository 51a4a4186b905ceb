// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.type.EventType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Simplifies conditions for a known event type. */
final class Specialiser {
    private final NodeGraph graph;
    private final @Nullable EventType type;
    private final Map<Node, Node> known = new HashMap<>();

    Specialiser(NodeGraph graph, @Nullable EventType type) {
        this.graph = graph;
        this.type = type;
    }

    Node specialise(Node node) {
        if (type == null) {
            return node;
        }
        Node result = known.get(node);
        if (result == null) {
            result = rebuild(node, type);
            known.put(node, result);
        }
        return result;
    }

    private Node rebuild(Node node, EventType of) {
        BitSet types = node.types();
        if (types != null) {
            return graph.constant(types.get(of.id()));
        }
        if (node.parts().isEmpty()) {
            return node;
        }
        List<Node> parts = new ArrayList<>();
        for (Node part : node.parts()) {
            parts.add(specialise(part));
        }
        return switch (node.kind()) {
            case NOT -> graph.not(parts.get(0));
            case AND -> graph.and(parts);
            case OR -> graph.or(parts);
            case TRUE, FALSE, LEAF -> throw new IllegalStateException(node.kind() + " has parts");
        };
    }
}
