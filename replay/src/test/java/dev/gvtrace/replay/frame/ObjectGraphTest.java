// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectGraphTest {
    private static final Shapes SHAPES = new Shapes(new Parts()
            .keep(Root.class, Helper.class, Node.class, Pair.class, Color.class)
            .leave(Runnable.class)
            .leaveFields(Root.class, "cache")
            .leaveFields(Node.class, "wasRestored"));

    private enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    private record Pair(
            @Nullable Node node,
            int number,
            List<String> texts,
            @Nullable Pair other) {
        static final Pair NONE = new Pair(null, -1, List.of(), null);
    }

    /** A node of a chain. */
    private static final class Node implements Restored {
        private final String name;
        private @Nullable Node next;
        private Pair pair = Pair.NONE;
        private Color color = Color.RED;
        private boolean wasRestored;

        Node(String name) {
            this.name = name;
        }

        @Override
        public void restored() {
            wasRestored = true;
        }
    }

    private static final class Helper {
        private final Root owner;
        private long count;
        private final int[] table = new int[4];

        Helper(Root owner) {
            this.owner = owner;
        }
    }

    private static final class Root {
        private final Runnable outside = () -> {};
        private final Helper helper = new Helper(this);
        private final Deque<Node> queue = new ArrayDeque<>();
        private final Map<String, Node> byName = new LinkedHashMap<>();
        private final List<Object> marks = new ArrayList<>();
        private @Nullable Node first;
        private @Nullable Object mark;
        private Map<Integer, String> names = Map.of();
        private Object[] slots = {};
        private double ratio;
        private byte small;
        private char letter;
        private String cache = "own";
    }

    private static Root filled(int nodes) {
        Root root = new Root();
        root.helper.count = -5;
        root.helper.table[2] = Integer.MIN_VALUE;
        Node last = null;
        for (int i = 0; i < nodes; i++) {
            Node node = new Node("n" + i % 10);
            node.next = last;
            last = node;
        }
        root.first = last;
        last.color = Color.GREEN;
        List<String> texts = new ArrayList<>(List.of("a", "\u00ff", "\ud800\u4e00"));
        last.pair = new Pair(last, Integer.MAX_VALUE, texts, new Pair(last.next, 2, List.of("x"), Pair.NONE));
        root.queue.add(last);
        root.byName.put("z", last);
        root.byName.put("a", last.next);
        root.mark = new Object();
        root.marks.add(root.mark);
        root.marks.add(new Object());
        root.marks.add(texts);
        root.names = Map.of(7, "seven");
        root.slots = new Object[] {null, last, "text", root.helper};
        root.ratio = -0.5;
        root.small = -3;
        root.letter = '\uffff';
        root.cache = "changed";
        return root;
    }

    @Test
    void everythingComesBackWithItsIdentity() throws FrameException {
        byte[] bytes = ObjectWriter.write(SHAPES, filled(100_000));
        Root root = new Root();
        root.queue.add(new Node("before"));
        ObjectReader.read(SHAPES, bytes, root);
        Node first = root.first;
        assertThat(root.helper.count).isEqualTo(-5);
        assertThat(root.helper.table).containsExactly(0, 0, Integer.MIN_VALUE, 0);
        assertThat(root.helper.owner).isSameAs(root);
        assertThat(root.queue).containsExactly(first);
        assertThat(root.byName.keySet()).containsExactly("z", "a");
        assertThat(root.byName.get("a")).isSameAs(first.next);
        assertThat(first.color).isSameAs(Color.GREEN);
        assertThat(first.wasRestored).isTrue();
        assertThat(first.pair.node()).isSameAs(first);
        assertThat(first.pair.texts()).isSameAs(root.marks.get(2)).containsExactly("a", "\u00ff", "\ud800\u4e00");
        assertThat(first.pair.other().node()).isSameAs(first.next);
        assertThat(first.pair.other().other()).isSameAs(Pair.NONE);
        assertThat(root.mark).isSameAs(root.marks.get(0)).isNotSameAs(root.marks.get(1));
        assertThat(root.names).isEqualTo(Map.of(7, "seven"));
        assertThat(root.slots).containsExactly(null, first, "text", root.helper);
        assertThat(root.ratio).isEqualTo(-0.5);
        assertThat(root.small).isEqualTo((byte) -3);
        assertThat(root.letter).isEqualTo('\uffff');
        assertThat(root.cache).isEqualTo("own");
        assertThat(root.outside).isNotNull();
        int length = 0;
        for (Node node = first; node != null; node = node.next) {
            length++;
        }
        assertThat(length).isEqualTo(100_000);
        assertThat(ObjectWriter.write(SHAPES, root)).isEqualTo(bytes);
    }

    @Test
    void bytesThatAreChangedOrMissingThrowOnlyOneException() {
        byte[] good = ObjectWriter.write(SHAPES, filled(20));
        Random random = new Random(3);
        for (int i = 0; i < 5000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            byte[] read = i % 3 == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad;
            try {
                ObjectReader.read(SHAPES, read, new Root());
            } catch (FrameException e) {
                assertThat(e).hasMessageContaining("");
            }
        }
        assertThatThrownBy(() -> ObjectReader.read(SHAPES, new byte[0], new Root()))
                .isInstanceOf(FrameException.class);
    }

    private record Forgotten(Thread thread) {}

    private static final class Forgetful {
        private @Nullable Thread thread;
    }

    @Test
    void aFieldThatIsNeitherKeptNorLeftOutIsAnError() {
        assertThatThrownBy(() -> new Shapes(new Parts().keep(Forgetful.class))).hasMessageContaining("thread");
        assertThatThrownBy(() -> new Shapes(new Parts().keep(Forgotten.class))).hasMessageContaining("thread");
        assertThatThrownBy(() -> new Shapes(
                        new Parts().keep(Forgetful.class).leave(Thread.class).leaveFields(Forgetful.class, "gone")))
                .hasMessageContaining("gone");
        assertThat(new Forgetful().thread).isNull();
    }
}
