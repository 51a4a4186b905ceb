// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a field from a subject: an event, or a row of a table. There is one interface for each kind of
 * value, so that no value is boxed. An extractor does not change its subject. Several threads may use one at once, each
 * for different sandboxes; the few with state ({@link FieldDefinition.Flag#STATEFUL}) keep it separately for each
 * sandbox.
 *
 * @param <S> the subject that values are read from
 */
public sealed interface Extractor<S> {
    /** The form of the values. */
    FieldType.Form form();

    /** Calls the visitor's method for this kind of value. */
    <R extends @Nullable Object> R accept(Visitor<S, R> visitor);

    /** TEXT, PATH, BUFFER and OPAQUE. */
    @FunctionalInterface
    non-sealed interface OfText<S> extends Extractor<S> {
        /** The value as byte text, or null if it is missing. */
        @Nullable
        String text(S subject);

        @Override
        default FieldType.Form form() {
            return FieldType.Form.TEXT;
        }

        @Override
        default <R extends @Nullable Object> R accept(Visitor<S, R> visitor) {
            return visitor.text(this);
        }
    }

    /** SIGNED, UNSIGNED, BOOLEAN, times and PORT. */
    @FunctionalInterface
    non-sealed interface OfNumber<S> extends Extractor<S> {
        /** True and the value in {@code out}, or false if it is missing. */
        boolean number(S subject, NumberValue out);

        @Override
        default FieldType.Form form() {
            return FieldType.Form.NUMBER;
        }

        @Override
        default <R extends @Nullable Object> R accept(Visitor<S, R> visitor) {
            return visitor.number(this);
        }
    }

    /** DECIMAL. */
    @FunctionalInterface
    non-sealed interface OfDecimal<S> extends Extractor<S> {
        /** The value, NaN if it is missing. */
        double decimal(S subject);

        @Override
        default FieldType.Form form() {
            return FieldType.Form.DECIMAL;
        }

        @Override
        default <R extends @Nullable Object> R accept(Visitor<S, R> visitor) {
            return visitor.decimal(this);
        }
    }

    /** ADDRESS and NETWORK. */
    @FunctionalInterface
    non-sealed interface OfAddress<S> extends Extractor<S> {
        /** 4 or 16 bytes in network order, or null if the value is missing. Not to be changed. */
        byte @Nullable [] address(S subject);

        @Override
        default FieldType.Form form() {
            return FieldType.Form.ADDRESS;
        }

        @Override
        default <R extends @Nullable Object> R accept(Visitor<S, R> visitor) {
            return visitor.address(this);
        }
    }

    /** TEXT_LIST. */
    @FunctionalInterface
    non-sealed interface OfTexts<S> extends Extractor<S> {
        /** The values, or null if the field is missing; an empty list is a value. */
        @Nullable
        List<String> texts(S subject);

        @Override
        default FieldType.Form form() {
            return FieldType.Form.TEXTS;
        }

        @Override
        default <R extends @Nullable Object> R accept(Visitor<S, R> visitor) {
            return visitor.texts(this);
        }
    }

    /**
     * A field with several values, any of which may satisfy a check: {@code proc.aname} and similar, {@code proc.apid},
     * {@code fd.ip}, {@code fd.port}, {@code fd.net}. All values have one form.
     */
    sealed interface OfAny<S> extends Extractor<S> {
        /** The number of values; 0 if the field is missing. */
        int count(S subject);

        /** Reads one of them: from 0 to less than {@link #count}. */
        Extractor<S> at(int index);

        /**
         * The verdict of {@code exists}. It may be true without a value: {@code fd.ip} exists for each known
         * descriptor, even for a file.
         */
        default boolean exists(S subject) {
            return count(subject) > 0;
        }

        /** True if {@code !=} requires all values to differ, as for fd.ip; otherwise one is enough. */
        default boolean unequalMeansAll() {
            return false;
        }

        @Override
        default <R extends @Nullable Object> R accept(Visitor<S, R> visitor) {
            return visitor.any(this);
        }
    }

    /** Several texts. */
    non-sealed interface OfAnyText<S> extends OfAny<S> {
        @Override
        OfText<S> at(int index);

        @Override
        default FieldType.Form form() {
            return FieldType.Form.TEXT;
        }
    }

    /** Several numbers. */
    non-sealed interface OfAnyNumber<S> extends OfAny<S> {
        @Override
        OfNumber<S> at(int index);

        @Override
        default FieldType.Form form() {
            return FieldType.Form.NUMBER;
        }
    }

    /** Several addresses. */
    non-sealed interface OfAnyAddress<S> extends OfAny<S> {
        @Override
        OfAddress<S> at(int index);

        @Override
        default FieldType.Form form() {
            return FieldType.Form.ADDRESS;
        }
    }

    /** One method for each kind of value. */
    interface Visitor<S, R extends @Nullable Object> {
        /** For a text. */
        R text(OfText<S> extractor);

        /** For a number. */
        R number(OfNumber<S> extractor);

        /** For a floating-point number. */
        R decimal(OfDecimal<S> extractor);

        /** For an address. */
        R address(OfAddress<S> extractor);

        /** For a list of texts. */
        R texts(OfTexts<S> extractor);

        /** For several values. */
        R any(OfAny<S> extractor);
    }

    /** The result of {@link OfNumber}. */
    final class NumberValue {
        /** The value; unsigned ones use all 64 bits. */
        public long value;
    }
}
