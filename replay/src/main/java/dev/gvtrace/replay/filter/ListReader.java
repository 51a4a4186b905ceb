// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.filter.match.Getopt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A source of lists of byte texts. */
abstract non-sealed class ListReader extends ValueReader {
    /** The values, or null if the list is missing. Not to be changed. */
    abstract @Nullable List<String> texts(Evaluation<?> evaluation);

    @Override
    <R extends @Nullable Object, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
        return visitor.list(this);
    }

    @Override
    @Nullable
    String print(boolean unsigned, Evaluation<?> evaluation) {
        List<String> values = texts(evaluation);
        return values == null ? null : '(' + String.join(",", values) + ')';
    }

    @Override
    @Nullable
    String print(Field<Object> field, Evaluation<?> evaluation) {
        return print(false, evaluation);
    }

    @Override
    @Nullable
    Object json(Field<Object> field, Evaluation<?> evaluation) {
        return texts(evaluation);
    }

    @Override
    boolean exists(Evaluation<?> evaluation) {
        return texts(evaluation) != null;
    }

    @Override
    int cost() {
        return 10;
    }

    static final class OfField extends ListReader {
        private final Extractor.OfTexts<Object> extractor;

        OfField(Extractor.OfTexts<Object> extractor) {
            this.extractor = extractor;
        }

        @Override
        @Nullable
        List<String> texts(Evaluation<?> evaluation) {
            return extractor.texts(evaluation.subject());
        }
    }

    /** A list of values; missing if one of them is. */
    static final class OfParts extends ListReader {
        private final List<TextReader> parts;

        OfParts(List<TextReader> parts) {
            this.parts = List.copyOf(parts);
        }

        @Override
        @Nullable
        List<String> texts(Evaluation<?> evaluation) {
            List<String> values = new ArrayList<>(parts.size());
            for (TextReader part : parts) {
                String value = part.text(evaluation);
                if (value == null) {
                    return null;
                }
                values.add(value);
            }
            return values;
        }
    }

    /** A function applied to each value; missing if the function has no result. */
    static final class Mapped extends ListReader {
        private final ListReader inner;
        private final UnaryOperator<@Nullable String> function;

        Mapped(ListReader inner, UnaryOperator<@Nullable String> function) {
            this.inner = inner;
            this.function = function;
        }

        @Override
        @Nullable
        List<String> texts(Evaluation<?> evaluation) {
            List<String> values = inner.texts(evaluation);
            if (values == null) {
                return null;
            }
            List<String> mapped = new ArrayList<>(values.size());
            for (String value : values) {
                String result = function.apply(value);
                if (result == null) {
                    return null;
                }
                mapped.add(result);
            }
            return mapped;
        }
    }

    /** The options found in a list of words. */
    static final class Options extends ListReader {
        private final ListReader words;
        private final TextReader spec;

        Options(ListReader words, TextReader spec) {
            this.words = words;
            this.spec = spec;
        }

        @Override
        @Nullable
        List<String> texts(Evaluation<?> evaluation) {
            List<String> arguments = words.texts(evaluation);
            String options = spec.text(evaluation);
            return arguments == null || options == null ? null : Getopt.all(arguments, options);
        }
    }
}
