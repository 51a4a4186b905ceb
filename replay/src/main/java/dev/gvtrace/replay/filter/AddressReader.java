// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.state.Addresses;
import org.jspecify.annotations.Nullable;

/** A source of IP addresses. */
final class AddressReader extends ValueReader {
    private final Extractor.OfAddress<Object> extractor;

    AddressReader(Extractor.OfAddress<Object> extractor) {
        this.extractor = extractor;
    }

    /** 4 or 16 bytes, or null if the value is missing. */
    byte @Nullable [] address(Evaluation<?> evaluation) {
        return extractor.address(evaluation.subject());
    }

    @Override
    <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
        return visitor.address(this);
    }

    @Override
    @Nullable
    String print(boolean unsigned, Evaluation<?> evaluation) {
        byte[] value = address(evaluation);
        return value == null ? null : Addresses.text(value);
    }

    @Override
    @Nullable
    String print(Field<Object> field, Evaluation<?> evaluation) {
        return print(false, evaluation);
    }

    @Override
    @Nullable
    Object json(Field<Object> field, Evaluation<?> evaluation) {
        return print(field, evaluation);
    }

    @Override
    boolean exists(Evaluation<?> evaluation) {
        return address(evaluation) != null;
    }
}
