// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.RequestException;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is computed from the rows of a group. */
interface Measure {
    /** Nothing: the result is the group itself. */
    Measure NONE = () -> (cells) -> {};

    /** The number of rows. */
    Measure COUNT = () -> new Tally() {
        private long count;

        @Override
        public void add(Cells cells) {
            count++;
        }

        @Override
        public Object value() {
            return count;
        }
    };

    /** Starts a new group. */
    Tally begin();

    /** The intermediate result of one group. */
    interface Tally {
        /** Adds a row. */
        void add(Cells cells);

        /** The result as the value of a cell; null if no row had a value. */
        default @Nullable Object value() {
            return null;
        }
    }

    /** The minimum or maximum of a column. */
    static Measure extreme(Column column, int index, boolean greatest) {
        Comparator<@Nullable Object> ascending = CellValue.order(column.type());
        return () -> new Tally() {
            private @Nullable Object best;

            @Override
            public void add(Cells cells) {
                Object value = CellValue.of(cells, index);
                if (value == null) {
                    return;
                }
                int order = best == null ? 0 : ascending.compare(value, best);
                if (best == null || (greatest ? order > 0 : order < 0)) {
                    best = value;
                }
            }

            @Override
            public @Nullable Object value() {
                return best;
            }
        };
    }

    /**
     * The sum or the mean of a column of numbers.
     *
     * @throws RequestException if the values of the column cannot be added
     */
    static Measure sum(Column column, int index, boolean mean) throws RequestException {
        return switch (column.type()) {
            case INT64, UINT64, DURATION -> () -> new WholeSum(index, column.type() == ColumnType.UINT64, mean);
            case DOUBLE -> () -> new DecimalSum(index, mean);
            case BOOL, TEXT, BYTES, TIME, ADDRESS, TEXT_LIST ->
                throw new RequestException("invalid column '" + column.name() + "' of type "
                        + column.type().name().toLowerCase(Locale.ROOT) + ": expected a column of numbers");
        };
    }

    /** Adds whole numbers exactly; a sum that exceeds 64 bits has no value. */
    final class WholeSum implements Tally {
        private static final double TWO_POW_64 = 0x1p64;

        private final int index;
        private final boolean unsigned;
        private final boolean mean;
        private long low;
        /** The upper bits of the sum; {@code low} has the lower ones. */
        private long high;

        private long count;

        WholeSum(int index, boolean unsigned, boolean mean) {
            this.index = index;
            this.unsigned = unsigned;
            this.mean = mean;
        }

        @Override
        public void add(Cells cells) {
            if (cells.isNull(index)) {
                return;
            }
            long value = cells.longAt(index);
            long sum = low + value;
            high += (Long.compareUnsigned(sum, low) < 0 ? 1 : 0) + (unsigned || value >= 0 ? 0 : -1);
            low = sum;
            count++;
        }

        @Override
        public @Nullable Object value() {
            if (count == 0) {
                return null;
            }
            boolean signed = high == (low < 0 ? -1 : 0);
            if (mean) {
                double bitsBelow = low < 0 ? low + TWO_POW_64 : low;
                return (signed ? low : high * TWO_POW_64 + bitsBelow) / count;
            }
            return (unsigned ? high == 0 : signed) ? (Long) low : null;
        }
    }

    /** Adds floating-point numbers. */
    final class DecimalSum implements Tally {
        private final int index;
        private final boolean mean;
        private double sum;
        private long count;

        DecimalSum(int index, boolean mean) {
            this.index = index;
            this.mean = mean;
        }

        @Override
        public void add(Cells cells) {
            if (!cells.isNull(index)) {
                sum += cells.doubleAt(index);
                count++;
            }
        }

        @Override
        public @Nullable Object value() {
            return count == 0 ? null : mean ? (Double) (sum / count) : (Double) sum;
        }
    }
}
