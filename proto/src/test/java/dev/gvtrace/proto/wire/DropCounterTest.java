// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DropCounterTest {
    private final DropCounter counter = new DropCounter();

    @Test
    void ignoresSmallStepsBack() {
        assertThat(counter.observe(0)).isZero();
        assertThat(counter.observe(5)).isEqualTo(5);
        assertThat(counter.observe(3)).isZero();
        assertThat(counter.observe(7)).isEqualTo(2);
        assertThat(counter.observe(7)).isZero();
        assertThat(counter.total()).isEqualTo(7);
    }

    @Test
    void countsOnWhenTheCounterWrapsAround() {
        counter.observe(0x7fffffff);
        counter.observe(0xfffffffe);
        long before = counter.total();
        assertThat(before).isEqualTo(0xfffffffeL);
        assertThat(counter.observe(3)).isEqualTo(5);
        assertThat(counter.observe(0xffffffff)).isZero();
        assertThat(counter.total()).isEqualTo(before + 5);
    }

    @Test
    void takesHalfTheRangeAheadForAnOldMessage() {
        assertThat(counter.observe(0x80000000)).isZero();
        assertThat(counter.observe(0xffffffff)).isZero();
        assertThat(counter.observe(0x7fffffff)).isEqualTo(0x7fffffff);
    }

    @Test
    void startsAtZeroForANewConnection() {
        counter.observe(9);
        DropCounter another = new DropCounter();
        assertThat(another.observe(4)).isEqualTo(4);
        assertThat(another.total()).isEqualTo(4);
    }

    @Property(tries = 100)
    void findsTrueTotalWhateverTheOrder(
            @ForAll List<@IntRange(max = 1_000_000_000) Integer> losses, @ForAll @IntRange(max = 3) int late) {
        DropCounter mine = new DropCounter();
        long sum = 0;
        long given = 0;
        for (int loss : losses) {
            sum += loss;
            mine.observe((int) sum);
            given += mine.observe((int) (sum - late));
        }
        assertThat(given).isZero();
        assertThat(mine.total()).isEqualTo(sum);
    }
}
