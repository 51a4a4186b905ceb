// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tests whether several fields equal the values of one of many tuples: values are numbered, and each field and each
 * pair of numbers takes one look-up, regardless of the number of tuples. Immutable once filled; tests do not allocate.
 */
final class TupleSet extends CompiledTest {
    private static final int NONE = -1;

    private final Column[] columns;
    private final LongIndex[] steps;

    /** Creates a set of tuples of these fields' values. */
    TupleSet(List<TypedOperand> fields) {
        List<Column> made = new ArrayList<>();
        for (TypedOperand field : fields) {
            made.add(Column.of(field.source()).orElseThrow());
        }
        columns = made.toArray(new Column[0]);
        steps = new LongIndex[columns.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = new LongIndex();
        }
    }

    /** True if the values of a field can be added by {@link #add}. */
    static boolean fits(TypedOperand field) {
        return Column.of(field.source()).isPresent();
    }

    /**
     * Adds a tuple.
     *
     * @param values one per field: {@link Long}, {@link String}, or the bytes of an address
     */
    void add(List<Object> values) {
        int state = 0;
        for (int i = 0; i < columns.length; i++) {
            state = steps[i].add(pair(state, columns[i].add(values.get(i))));
        }
    }

    @Override
    boolean test(Evaluation<?> evaluation) {
        int state = 0;
        for (int i = 0; i < columns.length; i++) {
            int id = columns[i].id(evaluation);
            state = id == NONE ? NONE : steps[i].id(pair(state, id));
            if (state == NONE) {
                return false;
            }
        }
        return true;
    }

    private static long pair(int state, int id) {
        return (long) state << 32 | id;
    }

    /** The values of one field, numbered. */
    private abstract static class Column {
        /** The column of a reader; empty if its values cannot be part of a tuple. */
        static Optional<Column> of(ValueReader source) {
            return source.accept(new ColumnOf());
        }

        abstract int add(Object value);

        abstract int id(Evaluation<?> evaluation);
    }

    private static final class ColumnOf implements ValueReader.Visitor<Optional<Column>, RuntimeException> {
        @Override
        public Optional<Column> text(TextReader reader) {
            return Optional.of(new OfText(reader));
        }

        @Override
        public Optional<Column> number(NumberReader reader) {
            return Optional.of(new OfNumber(reader));
        }

        @Override
        public Optional<Column> decimal(DecimalReader reader) {
            return Optional.empty();
        }

        @Override
        public Optional<Column> address(AddressReader reader) {
            return Optional.of(new OfAddress(reader));
        }

        @Override
        public Optional<Column> list(ListReader reader) {
            return Optional.empty();
        }

        @Override
        public Optional<Column> any(AnyReader reader) {
            return Optional.empty();
        }
    }

    private static final class OfNumber extends Column {
        private final NumberReader source;
        private final LongIndex numbers = new LongIndex();

        OfNumber(NumberReader source) {
            this.source = source;
        }

        @Override
        int add(Object value) {
            return numbers.add((Long) value);
        }

        @Override
        int id(Evaluation<?> evaluation) {
            return source.number(evaluation) ? numbers.id(evaluation.number.value) : NONE;
        }
    }

    private static final class OfText extends Column {
        private final TextReader source;
        private final Map<String, Integer> texts = new HashMap<>();

        OfText(TextReader source) {
            this.source = source;
        }

        @Override
        int add(Object value) {
            return texts.computeIfAbsent((String) value, text -> texts.size());
        }

        @Override
        int id(Evaluation<?> evaluation) {
            String text = source.text(evaluation);
            Integer id = text == null ? null : texts.get(text);
            return id == null ? NONE : id;
        }
    }

    /** Numbers of IPv4 addresses are even, those of IPv6 addresses odd. */
    private static final class OfAddress extends Column {
        private final AddressReader source;
        private final LongIndex four = new LongIndex();
        private final LongIndex high = new LongIndex();
        private final LongIndex low = new LongIndex();
        private final LongIndex six = new LongIndex();

        OfAddress(AddressReader source) {
            this.source = source;
        }

        @Override
        int add(Object value) {
            byte[] address = (byte[]) value;
            if (address.length == 4) {
                return four.add(word(address, 0, 4)) << 1;
            }
            return six.add(pair(high.add(word(address, 0, 8)), low.add(word(address, 8, 16)))) << 1 | 1;
        }

        @Override
        int id(Evaluation<?> evaluation) {
            byte[] address = source.address(evaluation);
            if (address == null) {
                return NONE;
            }
            if (address.length == 4) {
                int id = four.id(word(address, 0, 4));
                return id == NONE ? NONE : id << 1;
            }
            if (address.length != 16) {
                return NONE;
            }
            int first = high.id(word(address, 0, 8));
            int second = low.id(word(address, 8, 16));
            int id = first == NONE || second == NONE ? NONE : six.id(pair(first, second));
            return id == NONE ? NONE : id << 1 | 1;
        }

        private static long word(byte[] address, int from, int to) {
            long word = 0;
            for (int i = from; i < to; i++) {
                word = word << 8 | (address[i] & 0xff);
            }
            return word;
        }
    }

    /** Maps numbers to their position in the order of first occurrence. Open addressing. */
    private static final class LongIndex {
        private long[] keys = new long[16];
        private int[] ids = new int[16];
        private int count;

        int add(long key) {
            if (2 * count >= keys.length) {
                grow();
            }
            int at = place(key);
            if (ids[at] == 0) {
                keys[at] = key;
                ids[at] = ++count;
            }
            return ids[at] - 1;
        }

        int id(long key) {
            return ids[place(key)] - 1;
        }

        /** The slot of the key, or the free slot for it. */
        private int place(long key) {
            long hash = key * 0x9e3779b97f4a7c15L;
            int at = (int) (hash ^ hash >>> 32) & (keys.length - 1);
            while (ids[at] != 0 && keys[at] != key) {
                at = (at + 1) & (keys.length - 1);
            }
            return at;
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldIds = ids;
            keys = new long[oldKeys.length * 2];
            ids = new int[oldIds.length * 2];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldIds[i] != 0) {
                    int at = place(oldKeys[i]);
                    keys[at] = oldKeys[i];
                    ids[at] = oldIds[i];
                }
            }
        }
    }
}
