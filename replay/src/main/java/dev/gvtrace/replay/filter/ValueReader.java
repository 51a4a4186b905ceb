// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Field;
import org.jspecify.annotations.Nullable;

/** Reads a value for a check: from a field, a constant inside a transformer, or a transformer. Immutable. */
abstract sealed class ValueReader
        permits TextReader, NumberReader, DecimalReader, AddressReader, ListReader, AnyReader {
    /** Calls the visitor's method for this kind of reader. */
    abstract <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X;

    /** The value as text, a number without sign if requested; null if it is missing. */
    abstract @Nullable String print(boolean unsigned, Evaluation<?> evaluation);

    /** The value in the field's form for outputs; null if it is missing. */
    abstract @Nullable String print(Field<Object> field, Evaluation<?> evaluation);

    /** The value in the field's form for an alert's JSON, see {@link OutputValue#json}; null if it is missing. */
    abstract @Nullable Object json(Field<Object> field, Evaluation<?> evaluation);

    /** One method for each kind of reader. */
    interface Visitor<R extends @Nullable Object, X extends Exception> {
        R text(TextReader reader) throws X;

        R number(NumberReader reader) throws X;

        R decimal(DecimalReader reader) throws X;

        R address(AddressReader reader) throws X;

        R list(ListReader reader) throws X;

        R any(AnyReader reader) throws X;
    }

    /** True if there is a value. */
    abstract boolean exists(Evaluation<?> evaluation);

    /** Its cost relative to reading a cached field, which is 0. */
    int cost() {
        return 0;
    }

    /** True if reading the value changes the next result. */
    boolean stateful() {
        return false;
    }
}
