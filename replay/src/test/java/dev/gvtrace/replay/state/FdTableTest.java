// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FdTableTest {
    private static FdInfo fd(int number, boolean closeOnExec) {
        return new FdInfo(number, FdInfo.Kind.FILE, "/" + number, "", 0, closeOnExec, 0);
    }

    @Test
    void keepsACopyApartFromItsOriginal() {
        FdTable one = new FdTable(new MemoryBudget(new SandboxState(1)));
        for (int i = 0; i < 100; i++) {
            one.put(fd(i, i % 3 == 0));
        }
        FdTable other = one.copy();
        one.remove(7);
        other.put(fd(5000, false));
        other.removeCloseOnExec();

        assertThat(one.size()).isEqualTo(99);
        assertThat(one.get(0)).isNotNull();
        assertThat(one.get(5000)).isNull();
        assertThat(other.get(7)).isNotNull();
        assertThat(other.get(0)).isNull();
        assertThat(other.size()).isEqualTo(67);
    }

    @Test
    void hasNothingUnderInvalidNumbers() {
        FdTable table = new FdTable(new MemoryBudget(new SandboxState(1)));
        table.put(fd(Integer.MAX_VALUE, false));

        assertThat(table.get(-1)).isNull();
        assertThat(table.get(-100)).isNull();
        assertThat(table.remove(-1)).isNull();
        assertThat(table.accepts(-1)).isFalse();
        assertThat(table.all()).extracting(FdInfo::number).containsExactly(Integer.MAX_VALUE);
    }

    @Test
    void keepsNumbersThatStandForSomethingUnknown() {
        FdTable table = new FdTable(new MemoryBudget(new SandboxState(1)));
        table.put(fd(3, true));
        table.putUnknown(3, false);
        table.putUnknown(4, true);
        FdTable copy = table.copy();
        copy.removeCloseOnExec();
        table.put(fd(4, false));

        assertThat(table.isUnknown(3)).isTrue();
        assertThat(table.isUnknown(4)).isFalse();
        assertThat(table.size()).isEqualTo(1);
        assertThat(copy.isUnknown(3)).isTrue();
        assertThat(copy.isUnknown(4)).isFalse();
        assertThat(copy.all()).isEmpty();
        copy.removeUnknown(0, 2, false);
        assertThat(copy.isUnknown(3)).isTrue();
        copy.removeUnknown(3, 3, true);
        copy.removeCloseOnExec();
        assertThat(copy.isUnknown(3)).isFalse();
        assertThat(table.remove(3)).isNull();
        assertThat(table.isUnknown(3)).isFalse();
    }

    @Test
    void holdsSoManyNumbersKnownOrNotAndNoMore() {
        FdTable table = new FdTable(new MemoryBudget(new SandboxState(1)));
        for (int i = 0; i < Limits.DESCRIPTORS_PER_TABLE - 3; i++) {
            table.put(fd(i, false));
        }
        table.putUnknown(500_000, true);
        table.put(fd(500_001, true));
        assertThat(table.use(600_000)).isTrue();
        assertThat(table.accepts(700_000)).as("full").isFalse();
        assertThat(table.accepts(500_001)).as("known").isTrue();
        assertThat(table.use(700_000)).isFalse();
        FdTable copy = table.copy();
        assertThat(copy.accepts(700_000)).isFalse();

        table.put(fd(600_000, false));
        assertThat(table.accepts(700_000)).as("one instead of a note").isFalse();
        table.remove(600_000);
        assertThat(table.accepts(700_000)).isTrue();
        table.put(fd(700_000, false));
        assertThat(table.accepts(700_001)).isFalse();
        table.removeCloseOnExec();
        assertThat(table.isUnknown(500_000)).isFalse();
        table.put(fd(700_001, false));
        assertThat(table.accepts(700_002)).isTrue();
        table.put(fd(700_002, false));
        assertThat(table.accepts(700_003)).isFalse();

        copy.remove(500_000);
        copy.put(fd(700_000, false));
        assertThat(copy.accepts(700_001)).isFalse();
        copy.clear();
        assertThat(copy.size()).isZero();
        assertThat(copy.all()).isEmpty();
        assertThat(copy.accepts(700_001)).isTrue();
    }

    @Test
    void notesOnceThatANumberWasUsed() {
        FdTable table = new FdTable(new MemoryBudget(new SandboxState(1)));
        assertThat(table.use(20)).isTrue();
        assertThat(table.use(20)).isFalse();
        assertThat(table.use(21)).isTrue();
        assertThat(table.use(-1)).isFalse();
        assertThat(table.isUnknown(20)).as("used, and no more").isFalse();
        table.remove(20);
        assertThat(table.use(20)).isTrue();
        table.putUnknown(22, false);
        assertThat(table.use(22)).isFalse();
        FdTable copy = table.copy();
        copy.remove(20);
        assertThat(copy.use(20)).isTrue();
        assertThat(table.use(20)).isFalse();
    }

    @Test
    void forgetsUnknownNumbersOfARangeOnly() {
        FdTable table = new FdTable(new MemoryBudget(new SandboxState(1)));
        for (int number : new int[] {3, 40, 41, 42, 90_000}) {
            table.putUnknown(number, false);
        }
        table.removeUnknown(41, 42, false);
        assertThat(table.isUnknown(40)).isTrue();
        assertThat(table.isUnknown(41)).isFalse();
        assertThat(table.isUnknown(42)).isFalse();
        table.removeUnknown(40, 90_000, true);
        table.removeCloseOnExec();
        assertThat(table.isUnknown(3)).isTrue();
        assertThat(table.isUnknown(40)).isFalse();
        assertThat(table.isUnknown(90_000)).isFalse();
    }

    @Test
    void whatWasReleasedBeforeALossIsForgotten() {
        FdTable table = new FdTable(new MemoryBudget(new SandboxState(1)));
        FdInfo file = fd(3, false);
        table.note(new Releases.Release(3, fd(3, false), false, 5, 0));
        table.note(new Releases.Release(3, fd(3, false), false, 6, 0));
        table.note(new Releases.Release(4, file, false, 7, 1));
        table.note(new Releases.Release(4, file, true, 8, 1));
        assertThat(table.takeRelease(4, 7, false, 1))
                .as("later, but overwritten")
                .isNull();
        assertThat(table.takeRelease(3, 0, true, 1)).isNull();
        assertThat(table.takeRelease(3, 0, true, 0)).as("forgotten").isNull();
        assertThat(table.takeRelease(4, 6, false, 1)).isNull();
    }

    @Test
    void chargesWhateverItAdds() {
        MemoryBudget budget = new MemoryBudget(new SandboxState(1));
        FdTable table = new FdTable(budget);
        long[] charged = {0, budget.charged()};
        assertThat(charged[1]).isPositive();
        table.put(fd(0, false));
        rises(budget, charged);
        table.putUnknown(100, false);
        rises(budget, charged);
        FdTable copy = table.copy();
        rises(budget, charged);
        assertThat(charged[1] - charged[0]).as("more than an empty one").isGreaterThan(MemoryBudget.TABLE + 2 * 4);
        copy.put(fd(1, false));
        rises(budget, charged);
        copy.note(new Releases.Release(1, null, false, 5, 0));
        rises(budget, charged);
        long first = charged[1] - charged[0];
        copy.note(new Releases.Release(1, null, false, 5, 0));
        rises(budget, charged);
        assertThat(charged[1] - charged[0]).as("without the list").isLessThan(first);
    }

    private static void rises(MemoryBudget budget, long[] charged) {
        charged[0] = charged[1];
        charged[1] = budget.charged();
        assertThat(charged[1]).isGreaterThan(charged[0]);
    }

    /** Against maps: each number is a table, an operation and a descriptor at once. */
    @Property(tries = 200)
    void behavesAsAMap(@ForAll @Size(max = 200) List<@IntRange(max = 3_999) Integer> steps) {
        List<FdTable> tables = new ArrayList<>(List.of(new FdTable(new MemoryBudget(new SandboxState(1)))));
        List<TreeMap<Integer, FdInfo>> maps = new ArrayList<>(List.of(new TreeMap<>()));
        for (int step : steps) {
            int at = step % tables.size();
            int number = step / 10 % 40 * (step % 7 == 0 ? 1000 : 1);
            switch (step % 10) {
                case 0 -> {
                    tables.add(tables.get(at).copy());
                    maps.add(new TreeMap<>(maps.get(at)));
                }
                case 1, 2 ->
                    assertThat(tables.get(at).remove(number))
                            .isSameAs(maps.get(at).remove(number));
                case 3 -> {
                    tables.get(at).removeCloseOnExec();
                    maps.get(at).values().removeIf(FdInfo::closeOnExec);
                }
                default -> {
                    FdInfo fd = fd(number, step % 3 == 0);
                    tables.get(at).put(fd);
                    maps.get(at).put(number, fd);
                }
            }
        }
        for (int i = 0; i < tables.size(); i++) {
            assertThat(tables.get(i).all())
                    .containsExactlyElementsOf(maps.get(i).values());
            assertThat(tables.get(i).size()).isEqualTo(maps.get(i).size());
        }
    }
}
