// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldType;
import org.jspecify.annotations.Nullable;

/** A field with several values, such as all ancestors' names. */
final class AnyReader extends ValueReader {
    private final Extractor.OfAny<Object> extractor;

    AnyReader(Extractor.OfAny<Object> extractor) {
        this.extractor = extractor;
    }

    Extractor.OfAny<Object> extractor() {
        return extractor;
    }

    @Override
    <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
        return visitor.any(this);
    }

    @Override
    @Nullable
    String print(boolean unsigned, Evaluation<?> evaluation) {
        int count = extractor.count(evaluation.subject());
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String value = ValueReaders.direct(extractor.at(i)).print(unsigned, evaluation);
            if (value != null) {
                joined.append(joined.isEmpty() ? "(" : ",").append(value);
            }
        }
        return joined.isEmpty() ? null : joined.append(')').toString();
    }

    @Override
    @Nullable
    String print(Field<Object> field, Evaluation<?> evaluation) {
        return print(field.type() == FieldType.UNSIGNED, evaluation);
    }

    @Override
    @Nullable
    Object json(Field<Object> field, Evaluation<?> evaluation) {
        return print(field, evaluation);
    }

    @Override
    boolean exists(Evaluation<?> evaluation) {
        return extractor.exists(evaluation.subject());
    }

    @Override
    int cost() {
        return 15;
    }
}
