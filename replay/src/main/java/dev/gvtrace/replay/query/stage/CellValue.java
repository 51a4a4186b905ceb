// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.text.Text;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cells as objects: Boolean, Long, Double, Text, byte[] or List of Text; null for no value. */
final class CellValue {
    /** The approximate overhead of an object, in bytes. */
    private static final int OBJECT_BYTES = 40;

    private CellValue() {}

    static @Nullable Object of(Cells cells, int column) {
        if (cells.isNull(column)) {
            return null;
        }
        return switch (cells.schema().columns().get(column).type()) {
            case BOOL -> cells.booleanAt(column);
            case INT64, UINT64, TIME, DURATION -> cells.longAt(column);
            case DOUBLE -> cells.doubleAt(column);
            case TEXT, BYTES -> cells.textAt(column);
            case ADDRESS -> {
                byte[] address = cells.addressAt(column);
                yield address == null ? null : address.clone();
            }
            case TEXT_LIST -> cells.textsAt(column);
        };
    }

    /** The ascending order of the values of a type: texts by their bytes, null last. */
    static Comparator<@Nullable Object> order(ColumnType type) {
        Comparator<Object> values = switch (type) {
            case BOOL -> Comparator.comparing(Boolean.class::cast);
            case INT64, TIME, DURATION -> Comparator.comparing(Long.class::cast);
            case UINT64 -> (a, b) -> Long.compareUnsigned((Long) a, (Long) b);
            case DOUBLE -> Comparator.comparing(Double.class::cast);
            case TEXT, BYTES -> Comparator.comparing(Text.class::cast);
            case ADDRESS -> (a, b) -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
            case TEXT_LIST -> (a, b) -> Arrays.compare(texts(a), texts(b));
        };
        return Comparator.nullsLast(values);
    }

    /** Combines orders: each one decides where all previous ones are equal. */
    static <T> Comparator<T> inTurn(List<Comparator<T>> orders) {
        return (a, b) -> {
            int result = 0;
            for (int i = 0; i < orders.size() && result == 0; i++) {
                result = orders.get(i).compare(a, b);
            }
            return result;
        };
    }

    private static Text[] texts(Object list) {
        return ((List<?>) list).stream().map(Text.class::cast).toArray(Text[]::new);
    }

    /** The approximate memory for a value, in bytes. */
    static int weight(@Nullable Object value) {
        if (value instanceof Text text) {
            return OBJECT_BYTES + text.length();
        }
        if (value instanceof List<?> list) {
            return OBJECT_BYTES + list.stream().mapToInt(CellValue::weight).sum();
        }
        return value == null ? 0 : OBJECT_BYTES;
    }
}
