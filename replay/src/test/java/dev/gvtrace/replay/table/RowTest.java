// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
    private static final TableSchema ALL = new TableSchema(
            "all",
            "One column of each type.",
            Arrays.stream(ColumnType.values())
                    .map(type -> new Column(type.name(), type, "A cell."))
                    .toList());

    private static final byte[] ADDRESS = {10, 0, 0, 1};
    private static final List<Object> VALUES =
            List.of(true, -7L, -1L, 0.5, ByteText.toText("t\u00ff"), "b", 1L, 2L, ADDRESS, List.of("x", "y"));

    private static void fill(RowBatch batch) {
        batch.set(0, 1);
        batch.set(1, -7);
        batch.set(2, -1);
        batch.set(3, 0.5);
        batch.set(4, "t\u00ff");
        batch.set(5, "b");
        batch.set(6, 1);
        batch.set(7, 2);
        batch.set(8, ADDRESS);
        batch.set(9, List.of("x", "y"));
        batch.endRow();
    }

    private static void readsAll(Cells cells) {
        assertThat(cells.booleanAt(0)).isTrue();
        assertThat(cells.longAt(1)).isEqualTo(-7);
        assertThat(cells.longAt(2)).isEqualTo(-1);
        assertThat(cells.doubleAt(3)).isEqualTo(0.5);
        assertThat(cells.textAt(4)).isEqualTo(Text.ofBytes(new byte[] {'t', (byte) 0xff}));
        assertThat(cells.textAt(5)).isEqualTo(Text.ofUtf8("b"));
        assertThat(cells.longAt(6)).isEqualTo(1);
        assertThat(cells.longAt(7)).isEqualTo(2);
        assertThat(cells.addressAt(8)).containsExactly(ADDRESS);
        assertThat(cells.textsAt(9)).containsExactly(Text.ofUtf8("x"), Text.ofUtf8("y"));
        for (int i = 0; i < ALL.columns().size(); i++) {
            assertThat(cells.isNull(i)).isFalse();
        }
    }

    private static void readsNothing(Cells cells) {
        assertThat(cells.booleanAt(0)).isFalse();
        assertThat(cells.longAt(1)).isZero();
        assertThat(cells.doubleAt(3)).isNaN();
        assertThat(cells.textAt(4)).isNull();
        assertThat(cells.addressAt(8)).isNull();
        assertThat(cells.textsAt(9)).isNull();
        for (int i = 0; i < ALL.columns().size(); i++) {
            assertThat(cells.isNull(i)).isTrue();
            assertThat(CellText.of(cells, i)).isNull();
        }
    }

    private static void refusesOtherTypes(Cells cells) {
        for (int i = 0; i < ALL.columns().size(); i++) {
            int column = i;
            ColumnType type = ALL.columns().get(i).type();
            boolean isLong = type.storage() == ColumnType.Storage.LONG && type != ColumnType.BOOL;
            refuses(type == ColumnType.BOOL, () -> cells.booleanAt(column));
            refuses(isLong, () -> cells.longAt(column));
            refuses(type == ColumnType.DOUBLE, () -> cells.doubleAt(column));
            refuses(type == ColumnType.TEXT || type == ColumnType.BYTES, () -> cells.textAt(column));
            refuses(type == ColumnType.ADDRESS, () -> cells.addressAt(column));
            refuses(type == ColumnType.TEXT_LIST, () -> cells.textsAt(column));
        }
    }

    private static void refuses(boolean fits, Runnable read) {
        if (fits) {
            read.run();
        } else {
            assertThatThrownBy(read::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is of type");
        }
    }

    @Test
    void cellsOfABatchAreTyped() {
        RowBatch batch = new RowBatch(ALL);
        fill(batch);
        batch.endRow();
        assertThat(batch.next()).isTrue();
        readsAll(batch);
        refusesOtherTypes(batch);
        assertThat(batch.next()).isTrue();
        readsNothing(batch);
        assertThat(batch.next()).isFalse();
    }

    @Test
    void rowsOutliveWhatTheyWereCopiedFrom() {
        RowBatch batch = new RowBatch(ALL);
        fill(batch);
        batch.endRow();
        batch.next();
        Row first = Row.copyOf(batch);
        batch.next();
        Row second = Row.copyOf(batch);
        readsAll(first);
        refusesOtherTypes(first);
        readsNothing(second);
        assertThat(first).isEqualTo(Row.of(ALL, VALUES)).hasSameHashCodeAs(Row.of(ALL, VALUES));
        assertThat(first).isNotEqualTo(second);
        assertThat(second).isEqualTo(Row.of(ALL, Arrays.asList(new Object[VALUES.size()])));
        assertThat(first)
                .hasToString(
                        "all {BOOL=true, INT64=-7, UINT64=18446744073709551615, DOUBLE=0.5, TEXT=t\\xff,"
                                + " BYTES=b, TIME=1970-01-01T00:00:00.000000001Z, DURATION=2, ADDRESS=10.0.0.1, TEXT_LIST=x y}");
    }

    @Test
    void aRowKeepsNoArrayOfOthers() {
        byte[] address = ADDRESS.clone();
        List<Object> values = new ArrayList<>(VALUES);
        values.set(8, address);
        Row row = Row.of(ALL, values);
        address[0] = 1;
        byte[] read = row.addressAt(8);
        assertThat(read).containsExactly(ADDRESS);
        read[0] = 2;
        assertThat(row.addressAt(8)).containsExactly(ADDRESS);
    }

    @Test
    void valuesHaveToFitTheirColumns() {
        TableSchema number = TableSchema.listing(Column.of("n", ColumnType.INT64));
        assertThatThrownBy(() -> Row.of(number, List.of("7")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 'n' of type INT64 cannot hold a String");
        assertThatThrownBy(() -> Row.of(number, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TableSchema.listing(Column.text("a"), Column.text("a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBatchIsFullWithItsLastRowOrWithMuchText() {
        RowBatch rows = new RowBatch(ALL);
        for (int i = 1; i < RowBatch.CAPACITY; i++) {
            assertThat(rows.endRow()).isFalse();
        }
        assertThat(rows.endRow()).isTrue();
        RowBatch texts = new RowBatch(ALL);
        texts.set(4, "x".repeat(RowBatch.TEXT_LIMIT / 2));
        assertThat(texts.endRow()).isFalse();
        texts.set(9, List.of("x".repeat(RowBatch.TEXT_LIMIT / 2)));
        assertThat(texts.endRow()).isTrue();
    }
}
