// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import org.jspecify.annotations.Nullable;

/** A source of floating-point numbers. */
final class DecimalReader extends ValueReader {
    private final Extractor.OfDecimal<Object> extractor;

    DecimalReader(Extractor.OfDecimal<Object> extractor) {
        this.extractor = extractor;
    }

    /** The value, NaN if it is missing. */
    double decimal(Evaluation<?> evaluation) {
        return extractor.decimal(evaluation.subject());
    }

    @Override
    <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
        return visitor.decimal(this);
    }

    @Override
    @Nullable
    String print(boolean unsigned, Evaluation<?> evaluation) {
        double value = decimal(evaluation);
        return Double.isNaN(value) ? null : OutputValue.decimal(value);
    }

    @Override
    @Nullable
    String print(Field<Object> field, Evaluation<?> evaluation) {
        return print(false, evaluation);
    }

    @Override
    @Nullable
    Object json(Field<Object> field, Evaluation<?> evaluation) {
        double value = decimal(evaluation);
        return Double.isNaN(value) ? null : (Object) value;
    }

    @Override
    boolean exists(Evaluation<?> evaluation) {
        return !Double.isNaN(decimal(evaluation));
    }
}
