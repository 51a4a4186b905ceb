// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A source of numbers: signed and unsigned ones, booleans, times, ports. */
abstract non-sealed class NumberReader extends ValueReader {
    /** True and the value in the evaluation's number, or false if it is missing. */
    abstract boolean number(Evaluation<?> evaluation);

    @Override
    <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
        return visitor.number(this);
    }

    @Override
    @Nullable
    String print(boolean unsigned, Evaluation<?> evaluation) {
        if (!number(evaluation)) {
            return null;
        }
        long value = evaluation.number.value;
        return unsigned ? Long.toUnsignedString(value) : Long.toString(value);
    }

    @Override
    @Nullable
    String print(Field<Object> field, Evaluation<?> evaluation) {
        return number(evaluation) ? OutputValue.number(field, evaluation.number.value) : null;
    }

    @Override
    @Nullable
    Object json(Field<Object> field, Evaluation<?> evaluation) {
        return number(evaluation) ? OutputValue.json(field, evaluation.number.value) : null;
    }

    @Override
    boolean exists(Evaluation<?> evaluation) {
        return number(evaluation);
    }

    /** A field that is read at most once per event. */
    static final class Cached extends NumberReader {
        private final Extractor.OfNumber<Object> extractor;
        private final int slot;

        Cached(Extractor.OfNumber<Object> extractor, int slot) {
            this.extractor = extractor;
            this.slot = slot;
        }

        @Override
        boolean number(Evaluation<?> evaluation) {
            return evaluation.number(extractor, slot);
        }
    }

    /** A field read each time. */
    static final class Direct extends NumberReader {
        private final Extractor.OfNumber<Object> extractor;

        Direct(Extractor.OfNumber<Object> extractor) {
            this.extractor = extractor;
        }

        @Override
        boolean number(Evaluation<?> evaluation) {
            return extractor.number(evaluation.subject(), evaluation.number);
        }
    }

    /** A field with state. */
    static final class Counting extends NumberReader {
        private final Supplier<Extractor<Object>> maker;
        private final int slot;

        Counting(Supplier<Extractor<Object>> maker, int slot) {
            this.maker = maker;
            this.slot = slot;
        }

        @Override
        boolean stateful() {
            return true;
        }

        @Override
        boolean number(Evaluation<?> evaluation) {
            return evaluation.counter(maker, slot) instanceof Extractor.OfNumber<Object> own
                    && own.number(evaluation.subject(), evaluation.number);
        }
    }

    /** The length of a text in bytes. */
    static final class TextLength extends NumberReader {
        private final TextReader inner;

        TextLength(TextReader inner) {
            this.inner = inner;
        }

        @Override
        int cost() {
            return inner.cost();
        }

        @Override
        boolean number(Evaluation<?> evaluation) {
            String value = inner.text(evaluation);
            evaluation.number.value = value == null ? 0 : value.length();
            return value != null;
        }
    }

    /** The number of values in a list. */
    static final class ListLength extends NumberReader {
        private final ListReader inner;

        ListLength(ListReader inner) {
            this.inner = inner;
        }

        @Override
        int cost() {
            return inner.cost();
        }

        @Override
        boolean number(Evaluation<?> evaluation) {
            List<String> values = inner.texts(evaluation);
            evaluation.number.value = values == null ? 0 : values.size();
            return values != null;
        }
    }
}
