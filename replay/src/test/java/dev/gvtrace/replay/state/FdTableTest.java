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
        FdTable one = new FdTable(new Census(new SandboxState(1)));
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
    void hasNothingUnderNumbersThatAreNone() {
        FdTable table = new FdTable(new Census(new SandboxState(1)));
        table.put(fd(Integer.MAX_VALUE, false));

        assertThat(table.get(-1)).isNull();
        assertThat(table.get(-100)).isNull();
        assertThat(table.remove(-1)).isNull();
        assertThat(table.accepts(-1)).isFalse();
        assertThat(table.all()).extracting(FdInfo::number).containsExactly(Integer.MAX_VALUE);
    }

    @Test
    void keepsNumbersThatStandForSomethingUnknown() {
        FdTable table = new FdTable(new Census(new SandboxState(1)));
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

    /** Against maps: each number is a table, an operation and a descriptor at once. */
    @Property(tries = 200)
    void behavesAsAMap(@ForAll @Size(max = 200) List<@IntRange(max = 3_999) Integer> steps) {
        List<FdTable> tables = new ArrayList<>(List.of(new FdTable(new Census(new SandboxState(1)))));
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
