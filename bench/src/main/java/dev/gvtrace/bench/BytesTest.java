// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.text.ByteText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The same comparisons as those of {@link TextTest}, of bytes where they lie, without an object for the value. */
abstract class BytesTest {
    abstract boolean test(byte[] bytes, int from, int to);

    static BytesTest of(FieldComparisons.Comparison comparison) {
        byte[][] constants =
                comparison.constants().stream().map(ByteText::bytes).toArray(byte[][]::new);
        return switch (comparison.operator()) {
            case EQUAL, DOUBLE_EQUAL -> new Equal(constants[0], true);
            case NOT_EQUAL -> new Equal(constants[0], false);
            case IN -> new In(constants);
            case STARTSWITH -> new Begins(constants[0]);
            case ENDSWITH -> new Ends(constants[0]);
            case CONTAINS -> new Contains(constants[0]);
            case GLOB -> new Pattern(constants[0]);
            case PMATCH -> new Paths(comparison.constants());
            default -> throw new IllegalArgumentException(comparison.operator().text());
        };
    }

    private static final class Equal extends BytesTest {
        private final byte[] constant;
        private final boolean expected;

        Equal(byte[] constant, boolean expected) {
            this.constant = constant;
            this.expected = expected;
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            return Arrays.equals(bytes, from, to, constant, 0, constant.length) == expected;
        }
    }

    /** As {@code TextSet}: open addressing, and a mask of lengths that rejects most. */
    private static final class In extends BytesTest {
        private final byte @Nullable [][] table;
        private final int mask;
        private final long lengths;

        In(byte[][] constants) {
            int size = Integer.highestOneBit(Math.max(constants.length, 1) * 4 - 1) * 2;
            table = new byte @Nullable [size][];
            mask = size - 1;
            long seen = 0;
            for (byte[] constant : constants) {
                seen |= 1L << constant.length;
                int at = hash(constant, 0, constant.length) & mask;
                while (table[at] != null && !Arrays.equals(table[at], constant)) {
                    at = (at + 1) & mask;
                }
                table[at] = constant;
            }
            lengths = seen;
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            if ((lengths >>> (to - from) & 1) == 0) {
                return false;
            }
            int at = hash(bytes, from, to) & mask;
            byte[] there = table[at];
            while (there != null) {
                if (Arrays.equals(there, 0, there.length, bytes, from, to)) {
                    return true;
                }
                at = (at + 1) & mask;
                there = table[at];
            }
            return false;
        }
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }

    private static boolean begins(byte[] bytes, int from, int to, byte[] constant) {
        return to - from >= constant.length
                && Arrays.equals(bytes, from, from + constant.length, constant, 0, constant.length);
    }

    private static final class Begins extends BytesTest {
        private final byte[] constant;

        Begins(byte[] constant) {
            this.constant = constant;
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            return begins(bytes, from, to, constant);
        }
    }

    private static final class Ends extends BytesTest {
        private final byte[] constant;

        Ends(byte[] constant) {
            this.constant = constant;
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            return begins(bytes, Math.max(from, to - constant.length), to, constant);
        }
    }

    private static final class Contains extends BytesTest {
        private final byte[] constant;

        Contains(byte[] constant) {
            this.constant = constant;
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            if (constant.length == 0) {
                return true;
            }
            byte first = constant[0];
            for (int i = from, last = to - constant.length; i <= last; i++) {
                if (bytes[i] == first && begins(bytes, i, to, constant)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** {@code *} and {@code ?}; the official rules use nothing else. */
    private static final class Pattern extends BytesTest {
        private final byte[] pattern;

        Pattern(byte[] pattern) {
            this.pattern = pattern;
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            int p = 0;
            int star = -1;
            int again = from;
            for (int i = from; i < to; ) {
                if (p < pattern.length && pattern[p] == '*') {
                    star = p++;
                    again = i;
                } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == bytes[i])) {
                    p++;
                    i++;
                } else if (star >= 0) {
                    p = star + 1;
                    i = ++again;
                } else {
                    return false;
                }
            }
            while (p < pattern.length && pattern[p] == '*') {
                p++;
            }
            return p == pattern.length;
        }
    }

    /** As {@code PathTrie}, for the parts that are no patterns. */
    private static final class Paths extends BytesTest {
        private static final class Node {
            private final Map<String, Node> building = new LinkedHashMap<>();
            private boolean end;
            private byte @Nullable [][] names = new byte @Nullable [1][];
            private Node[] nodes = new Node[1];

            void seal() {
                int size = Integer.highestOneBit(Math.max(building.size(), 1) * 2) * 2;
                names = new byte @Nullable [size][];
                nodes = new Node[size];
                building.forEach((name, node) -> {
                    byte[] bytes = ByteText.bytes(name);
                    int at = hash(bytes, 0, bytes.length) & (size - 1);
                    while (names[at] != null) {
                        at = (at + 1) & (size - 1);
                    }
                    names[at] = bytes;
                    nodes[at] = node;
                    node.seal();
                });
            }

            @Nullable
            Node child(byte[] bytes, int from, int to) {
                int at = hash(bytes, from, to) & (names.length - 1);
                byte[] name = names[at];
                while (name != null) {
                    if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                        return nodes[at];
                    }
                    at = (at + 1) & (names.length - 1);
                    name = names[at];
                }
                return null;
            }
        }

        private final Node root = new Node();

        Paths(List<String> patterns) {
            for (String pattern : patterns) {
                Node node = root;
                for (String part : pattern.split("/", -1)) {
                    if (!part.isEmpty()) {
                        node = node.building.computeIfAbsent(part, p -> new Node());
                    }
                }
                node.end = true;
            }
            root.seal();
        }

        @Override
        boolean test(byte[] bytes, int begin, int end) {
            Node node = root;
            int from = begin;
            while (!node.end) {
                while (from < end && bytes[from] == '/') {
                    from++;
                }
                int to = from;
                while (to < end && bytes[to] != '/') {
                    to++;
                }
                Node child = from == end ? null : node.child(bytes, from, to);
                if (child == null) {
                    return false;
                }
                node = child;
                from = to;
            }
            return true;
        }
    }
}
