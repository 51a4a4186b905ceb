// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import dev.gvtrace.text.Glob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Patterns for the beginnings of paths (rule language reference 3.4): both are split at slashes, empty parts dropped,
 * and a pattern matches if each of its parts matches the path's part at the same place. A tree of parts; each node of
 * it is visited at most once for a path. Immutable.
 */
public final class PathTrie {
    private static final class Node {
        private final Map<String, Node> building = new HashMap<>();
        private final List<Glob> globs = new ArrayList<>();
        private final List<Node> globNodes = new ArrayList<>();
        private boolean end;

        private @Nullable String[] names = new @Nullable String[1];
        private @Nullable Node[] nodes = new @Nullable Node[1];

        /** Arranges the children that are not patterns for look-up by a part of a text. */
        void seal() {
            int size = Integer.highestOneBit(Math.max(building.size(), 1) * 2) * 2;
            names = new @Nullable String[size];
            nodes = new @Nullable Node[size];
            building.forEach((name, node) -> {
                int at = hash(name, 0, name.length()) & (size - 1);
                while (names[at] != null) {
                    at = (at + 1) & (size - 1);
                }
                names[at] = name;
                nodes[at] = node;
                node.seal();
            });
            globNodes.forEach(Node::seal);
        }

        @Nullable
        Node child(String text, int from, int to) {
            int at = hash(text, from, to) & (names.length - 1);
            String name = names[at];
            while (name != null) {
                if (name.length() == to - from && text.startsWith(name, from)) {
                    return nodes[at];
                }
                at = (at + 1) & (names.length - 1);
                name = names[at];
            }
            return null;
        }
    }

    private final Node root = new Node();

    public PathTrie(List<String> patterns) {
        for (String pattern : patterns) {
            Node node = root;
            for (String part : pattern.split("/", -1)) {
                if (!part.isEmpty()) {
                    node = child(node, part);
                }
            }
            node.end = true;
        }
        root.seal();
    }

    public boolean matches(String path) {
        return matches(root, path, 0);
    }

    private static boolean matches(Node start, String path, int begin) {
        Node node = start;
        int from = begin;
        while (!node.end) {
            while (from < path.length() && path.charAt(from) == '/') {
                from++;
            }
            if (from == path.length()) {
                return false;
            }
            int to = path.indexOf('/', from);
            to = to < 0 ? path.length() : to;
            for (int i = 0; i < node.globs.size(); i++) {
                if (node.globs.get(i).matches(path, from, to) && matches(node.globNodes.get(i), path, to)) {
                    return true;
                }
            }
            Node child = node.child(path, from, to);
            if (child == null) {
                return false;
            }
            node = child;
            from = to;
        }
        return true;
    }

    private static Node child(Node node, String part) {
        if (!Glob.isPattern(part)) {
            return node.building.computeIfAbsent(part, p -> new Node());
        }
        Node child = new Node();
        node.globs.add(Glob.compile(part, false));
        node.globNodes.add(child);
        return child;
    }

    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash ^ hash >>> 13;
    }
}
