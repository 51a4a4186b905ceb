// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A set of prefixes: testing all of them costs about as much as testing one. Immutable. */
public final class PrefixSet {
    private final Node root;

    public PrefixSet(Collection<String> prefixes) {
        Builder builder = new Builder();
        for (String prefix : prefixes) {
            Builder at = builder;
            for (int i = 0; i < prefix.length(); i++) {
                at = at.next.computeIfAbsent(prefix.charAt(i), c -> new Builder());
            }
            at.last = true;
        }
        root = builder.build();
    }

    /** True if the text begins with one of them. */
    public boolean beginsWithOne(String text) {
        Node node = root;
        for (int i = 0; ; i++) {
            if (node.last) {
                return true;
            }
            Node next = i < text.length() ? node.next(text.charAt(i)) : null;
            if (next == null) {
                return false;
            }
            node = next;
        }
    }

    private static final class Builder {
        private final Map<Character, Builder> next = new TreeMap<>();
        private boolean last;

        Node build() {
            char[] keys = new char[last ? 0 : next.size()];
            Node[] nodes = new Node[keys.length];
            int n = 0;
            for (Map.Entry<Character, Builder> entry : next.entrySet()) {
                if (n < keys.length) {
                    keys[n] = entry.getKey();
                    nodes[n++] = entry.getValue().build();
                }
            }
            return new Node(keys, nodes, last);
        }
    }

    /** A node of the tree. Longer prefixes after the end of one do not matter. */
    private static final class Node {
        private final char[] keys;
        private final Node[] nodes;
        private final boolean last;

        Node(char[] keys, Node[] nodes, boolean last) {
            this.keys = keys;
            this.nodes = nodes;
            this.last = last;
        }

        @Nullable
        Node next(char c) {
            for (int i = 0; i < keys.length; i++) {
                if (keys[i] == c) {
                    return nodes[i];
                }
            }
            return null;
        }
    }
}
