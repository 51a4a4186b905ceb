// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.match.Bytes;
import dev.gvtrace.replay.filter.match.Getopt;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A source of byte text. */
abstract non-sealed class TextReader extends ValueReader {
    /** The value, or null if it is missing. */
    abstract @Nullable String text(Evaluation<?> evaluation);

    @Override
    <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
        return visitor.text(this);
    }

    @Override
    @Nullable
    String print(boolean unsigned, Evaluation<?> evaluation) {
        return text(evaluation);
    }

    @Override
    @Nullable
    String print(Field<Object> field, Evaluation<?> evaluation) {
        String value = text(evaluation);
        return value != null && field.type() == FieldType.BUFFER ? OutputValue.buffer(value) : value;
    }

    @Override
    @Nullable
    Object json(Field<Object> field, Evaluation<?> evaluation) {
        return print(field, evaluation);
    }

    @Override
    boolean exists(Evaluation<?> evaluation) {
        return text(evaluation) != null;
    }

    /** A field that is read at most once per event. */
    static final class Cached extends TextReader {
        private final Extractor.OfText<Object> extractor;
        private final int slot;

        Cached(Extractor.OfText<Object> extractor, int slot) {
            this.extractor = extractor;
            this.slot = slot;
        }

        Extractor.OfText<Object> extractor() {
            return extractor;
        }

        int slot() {
            return slot;
        }

        @Override
        @Nullable
        String text(Evaluation<?> evaluation) {
            return evaluation.text(extractor, slot);
        }
    }

    /** A field read each time: all bytes of a buffer, those before the first NUL of a text. */
    static final class Direct extends TextReader {
        private final Extractor.OfText<Object> extractor;
        private final boolean buffer;

        Direct(Extractor.OfText<Object> extractor, boolean buffer) {
            this.extractor = extractor;
            this.buffer = buffer;
        }

        @Override
        @Nullable
        String text(Evaluation<?> evaluation) {
            String raw = extractor.text(evaluation.subject());
            return raw == null || buffer ? raw : Bytes.untilNul(raw);
        }
    }

    static final class Constant extends TextReader {
        private final String value;

        Constant(String value) {
            this.value = value;
        }

        @Override
        String text(Evaluation<?> evaluation) {
            return value;
        }
    }

    /** A value other than text, as text. */
    static final class Printed extends TextReader {
        private final ValueReader inner;
        private final boolean unsigned;

        Printed(ValueReader inner, boolean unsigned) {
            this.inner = inner;
            this.unsigned = unsigned;
        }

        @Override
        int cost() {
            return inner.cost() + 5;
        }

        @Override
        @Nullable
        String text(Evaluation<?> evaluation) {
            return inner.print(unsigned, evaluation);
        }
    }

    /** A function of one text; the value is missing if the function has no result. */
    static final class Mapped extends TextReader {
        private final TextReader inner;
        private final UnaryOperator<@Nullable String> function;

        Mapped(TextReader inner, UnaryOperator<@Nullable String> function) {
            this.inner = inner;
            this.function = function;
        }

        @Override
        int cost() {
            return inner.cost() + 5;
        }

        @Override
        @Nullable
        String text(Evaluation<?> evaluation) {
            String value = inner.text(evaluation);
            return value == null ? null : function.apply(value);
        }
    }

    /** Several values with a separator between them; missing if one of them is. */
    static final class Joined extends TextReader {
        private final TextReader separator;
        private final ListReader parts;

        Joined(TextReader separator, ListReader parts) {
            this.separator = separator;
            this.parts = parts;
        }

        @Override
        int cost() {
            return 20;
        }

        @Override
        @Nullable
        String text(Evaluation<?> evaluation) {
            String between = separator.text(evaluation);
            List<String> values = between == null ? null : parts.texts(evaluation);
            return values == null ? null : String.join(between, values);
        }
    }

    /** The last value of one option. */
    static final class Option extends TextReader {
        private final ListReader words;
        private final TextReader spec;
        private final char option;

        Option(ListReader words, TextReader spec, char option) {
            this.words = words;
            this.spec = spec;
            this.option = option;
        }

        @Override
        int cost() {
            return 20;
        }

        @Override
        @Nullable
        String text(Evaluation<?> evaluation) {
            List<String> arguments = words.texts(evaluation);
            String options = spec.text(evaluation);
            return arguments == null || options == null ? null : Getopt.last(arguments, options, option);
        }
    }
}
