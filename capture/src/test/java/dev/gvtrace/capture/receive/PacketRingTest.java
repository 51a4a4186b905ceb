// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PacketRingTest {
    private static final int LIMIT = 4000;
    private static final int CAPACITY = 1 << 18;

    private final PacketRing ring = new PacketRing(ByteBuffer.allocateDirect(CAPACITY), LIMIT);
    private final PacketRing.Scratch scratch = new PacketRing.Scratch();

    @Test
    void givesPacketsBackInOrderWithTimeAndMarks() {
        put(1, 10, 100, 0);
        put(2, LIMIT, 101, PacketRing.STALLED);
        put(3, LIMIT + 1, 102, 0);
        put(4, 0, 103, 0);
        List<String> taken = take(Integer.MAX_VALUE);
        assertThat(taken).containsExactly("1:10@100/0", "2:4000@101/1", "3:4001@102/2", "0:0@103/0");
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void reportsThatItIsFullAndAcceptsAgainOnceThereIsRoom() {
        int put = 0;
        while (ring.reserve() != null) {
            put(put % 100 + 1, 1000, put, 0);
            put++;
        }
        assertThat(put).isGreaterThan(200);
        assertThat(ring.reserve()).isNull();
        assertThat(ring.holds(CAPACITY / 2)).isTrue();
        int first = take(CAPACITY / 2).size();
        assertThat(ring.reserve()).isNotNull();
        assertThat(first + take(Integer.MAX_VALUE).size()).isEqualTo(put);
    }

    @Test
    void startsAgainAtTheBeginningWhenEmpty() {
        int highest = 0;
        for (int i = 0; i < 2000; i++) {
            ByteBuffer space = ring.reserve();
            assertThat(space).isNotNull();
            highest = Math.max(highest, space.position());
            put(1, 900, i, 0);
            assertThat(take(Integer.MAX_VALUE)).hasSize(1);
        }
        assertThat(highest).isLessThan(70_000);
    }

    @Test
    void wrapsAroundManyTimesWithoutLosses() {
        Random random = new Random(7);
        List<String> expected = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(3) > 0 && ring.reserve() != null) {
                int length = random.nextInt(50) == 0 ? LIMIT : random.nextInt(300);
                put(i % 100 + 1, length, i, 0);
                expected.add((length == 0 ? 0 : i % 100 + 1) + ":" + length + "@" + i + "/0");
            } else if (random.nextBoolean()) {
                taken.addAll(take(random.nextInt(100_000)));
            }
        }
        taken.addAll(take(Integer.MAX_VALUE));
        assertThat(taken).isEqualTo(expected);
    }

    @Test
    void passesPacketsFromOneThreadToAnother() throws InterruptedException {
        int packets = 300_000;
        Thread receiver = new Thread(() -> {
            Random random = new Random(3);
            for (int i = 0; i < packets; ) {
                ByteBuffer space = ring.reserve();
                if (space == null) {
                    Thread.onSpinWait();
                    continue;
                }
                int length = 8 + random.nextInt(500);
                space.putLong(i);
                ring.commit(length, i, 0);
                i++;
            }
        });
        receiver.start();
        long[] next = {0};
        boolean[] right = {true};
        while (next[0] < packets && receiver.isAlive() || !ring.isEmpty()) {
            ring.drain(
                    (buffer, offset, length, ns, flags) -> {
                        long value = ByteBuffer.wrap(buffer, offset, 8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong();
                        right[0] &= ns == next[0] && value == next[0] && length >= 8 && length < 508;
                        next[0]++;
                        return true;
                    },
                    scratch,
                    1 << 20);
        }
        receiver.join();
        assertThat(right[0]).isTrue();
        assertThat(next[0]).isEqualTo(packets);
    }

    /** Nearly every packet meets the end of the memory, a full ring or an empty one. */
    @Test
    void passesPacketsThroughTheSmallestRing() throws InterruptedException {
        int packets = 100_000;
        PacketRing small = new PacketRing(ByteBuffer.allocateDirect(128), 31);
        Thread receiver = new Thread(() -> {
            for (int i = 0; i < packets; ) {
                ByteBuffer space = small.reserve();
                if (space == null) {
                    Thread.yield();
                    continue;
                }
                int length = i % 32;
                for (int at = 0; at < length; at++) {
                    space.put((byte) i);
                }
                small.commit(length, i, 0);
                i++;
            }
        });
        receiver.start();
        int[] next = {0};
        List<Integer> wrong = new ArrayList<>();
        while (next[0] < packets && (receiver.isAlive() || !small.isEmpty())) {
            int taken = small.drain(
                    (buffer, offset, length, ns, flags) -> {
                        boolean right = ns == next[0] && length == next[0] % 32 && flags == 0;
                        for (int at = 0; at < length; at++) {
                            right &= buffer[offset + at] == (byte) next[0];
                        }
                        if (!right) {
                            wrong.add(next[0]);
                        }
                        next[0]++;
                        return true;
                    },
                    scratch,
                    1 << 20);
            if (taken == 0) {
                Thread.yield();
            }
        }
        receiver.join();
        assertThat(wrong).isEmpty();
        assertThat(next[0]).isEqualTo(packets);
    }

    @Test
    void keepsWhatTheSinkDoesNotTake() {
        for (int i = 1; i <= 5; i++) {
            put(i, 100, i, 0);
        }
        int[] left = {3};
        int taken = ring.drain((buffer, offset, length, ns, flags) -> left[0]-- > 0, scratch, Integer.MAX_VALUE);
        assertThat(taken).isEqualTo(3 * 128);
        assertThat(take(Integer.MAX_VALUE)).containsExactly("4:100@4/0", "5:100@5/0");
    }

    @Test
    void refusesMemoryThatIsTooSmallOrNoPowerOfTwo() {
        assertThatThrownBy(() -> new PacketRing(ByteBuffer.allocateDirect(3000), 100))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PacketRing(ByteBuffer.allocateDirect(4096), 4096))
                .hasMessageContaining("expected a power of two");
    }

    private void put(int fill, int length, long ns, int flags) {
        ByteBuffer space = ring.reserve();
        for (int i = 0; i < length; i++) {
            space.put((byte) fill);
        }
        ring.commit(length, ns, flags);
    }

    private List<String> take(int most) {
        List<String> taken = new ArrayList<>();
        ring.drain(
                (buffer, offset, length, ns, flags) -> {
                    int fill = length == 0 ? 0 : buffer[offset];
                    for (int i = 0; i < length; i++) {
                        if (buffer[offset + i] != fill) {
                            fill = -1;
                        }
                    }
                    taken.add(fill + ":" + length + "@" + ns + "/" + flags);
                    return true;
                },
                scratch,
                most);
        return taken;
    }
}
