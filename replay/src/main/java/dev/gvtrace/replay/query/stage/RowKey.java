// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cells;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of some cells of a row, compared by value. Immutable. */
final class RowKey {
    private final @Nullable Object[] values;
    private final int hash;

    RowKey(@Nullable Object[] values) {
        this.values = values;
        this.hash = Arrays.deepHashCode(values);
    }

    static RowKey of(Cells cells, int[] columns) {
        @Nullable Object[] values = new Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            values[i] = CellValue.of(cells, columns[i]);
        }
        return new RowKey(values);
    }

    List<@Nullable Object> values() {
        return Arrays.asList(values);
    }

    /** The approximate memory for it, in bytes. */
    int weight() {
        return 100 + Arrays.stream(values).mapToInt(CellValue::weight).sum();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowKey key && hash == key.hash && Arrays.deepEquals(values, key.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
