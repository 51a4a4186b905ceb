// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyFramesTest {
    private static final KeyFrames.Bounds BOUNDS = new KeyFrames.Bounds(8, 10, 50_000, 4);

    private static KeyFrame frame(long sequence, int packed, int size) {
        return new KeyFrame(sequence, sequence, sequence, 0, 0, List.of(), new PackedBytes(new byte[packed], size));
    }

    @Property(tries = 200)
    void staysWithinItsBoundsAndKeepsOneInAnInterval(
            @ForAll @Size(max = 300) List<@IntRange(min = 1, max = 5000) Integer> sequences,
            @ForAll @IntRange(max = 20_000) int packed,
            @ForAll @IntRange(max = 2000) int size) {
        KeyFrames frames = new KeyFrames(BOUNDS);
        for (int sequence : sequences) {
            frames.add(frame(sequence, packed, size));
            assertThat(frames.isMissing(sequence)).isFalse();
            assertThat(frames.all()).hasSizeLessThanOrEqualTo(10);
            assertThat(frames.all().stream().mapToLong(KeyFrame::heldBytes).sum())
                    .isLessThanOrEqualTo(50_000);
            assertThat(frames.all().stream()
                            .map(each -> each.sequence() / frames.interval())
                            .distinct())
                    .hasSameSizeAs(frames.all());
        }
        assertThat(sequences.isEmpty()).isEqualTo(frames.all().isEmpty());
    }

    @Test
    void theLastOneThatIsAllowedIsUsed() {
        KeyFrames frames = new KeyFrames(BOUNDS);
        for (int sequence = 1; sequence < 80; sequence += 8) {
            frames.add(frame(sequence, 1, 1));
        }
        assertThat(frames.last(frame -> frame.events() < 50).sequence()).isEqualTo(49);
        assertThat(frames.last(frame -> false)).isNull();
        KeyFrame last = frames.last(frame -> true);
        assertThat(last).isNotNull();
        frames.remove(last);
        assertThat(frames.last(frame -> true)).isNotNull().isNotSameAs(last);
    }

    @Test
    void largeStatesAreKeptLessOften() {
        KeyFrames frames = new KeyFrames(BOUNDS);
        frames.add(frame(1, 1, 4 * 64));
        assertThat(frames.interval()).isEqualTo(64);
        assertThat(frames.nextAfter(1)).isEqualTo(64);
        assertThat(frames.within(0).all()).isEmpty();
    }
}
