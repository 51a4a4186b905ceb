// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import java.util.List;

/** A source of numbers: signed and unsigned ones, booleans, times, ports. */
abstract non-sealed class NumberReader extends ValueReader {
    /** True and the value in the evaluation's number, or false if it is missing. */
    abstract boolean number(Evaluation evaluation);

    @Override
    boolean exists(Evaluation evaluation) {
        return number(evaluation);
    }

    /** A field that is read at most once an event. */
    static final class Cached extends NumberReader {
        private final Extractor.OfNumber extractor;
        private final int slot;

        Cached(Extractor.OfNumber extractor, int slot) {
            this.extractor = extractor;
            this.slot = slot;
        }

        @Override
        boolean number(Evaluation evaluation) {
            return evaluation.number(extractor, slot);
        }
    }

    /** A field read each time. */
    static final class Direct extends NumberReader {
        private final Extractor.OfNumber extractor;

        Direct(Extractor.OfNumber extractor) {
            this.extractor = extractor;
        }

        @Override
        boolean number(Evaluation evaluation) {
            return extractor.number(evaluation.event(), evaluation.number);
        }
    }

    /** A field that counts or remembers. */
    static final class Counting extends NumberReader {
        private final Field field;
        private final int slot;

        Counting(Field field, int slot) {
            this.field = field;
            this.slot = slot;
        }

        @Override
        boolean stateful() {
            return true;
        }

        @Override
        boolean number(Evaluation evaluation) {
            return evaluation.counter(field, slot) instanceof Extractor.OfNumber own
                    && own.number(evaluation.event(), evaluation.number);
        }
    }

    /** How many bytes a text has, or how many values a list. */
    static final class Length extends NumberReader {
        private final ValueReader inner;

        Length(ValueReader inner) {
            this.inner = inner;
        }

        @Override
        int cost() {
            return inner.cost();
        }

        @Override
        boolean number(Evaluation evaluation) {
            if (inner instanceof TextReader text) {
                String value = text.text(evaluation);
                evaluation.number.value = value == null ? 0 : value.length();
                return value != null;
            }
            List<String> values = ((ListReader) inner).texts(evaluation);
            evaluation.number.value = values == null ? 0 : values.size();
            return values != null;
        }
    }
}
