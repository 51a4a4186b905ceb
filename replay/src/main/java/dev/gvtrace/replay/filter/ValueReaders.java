// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.field.FieldType;
import java.util.HashMap;
import java.util.Map;

/** Creates the readers of fields; one for each text of a field, so that equal ones are read once per event. */
final class ValueReaders {
    private final Evaluation.Sizes sizes = new Evaluation.Sizes();
    private final Map<String, ValueReader> readers = new HashMap<>();
    private final Binding<Object> binding;
    private final boolean cached;

    /**
     * In this package subjects are objects: a binding and the evaluations over its conditions have the same type of
     * subject, which {@link FilterCompiler}, {@link OutputTemplate} and {@link Explanation} enforce by their types.
     */
    @SuppressWarnings("unchecked")
    private ValueReaders(Binding<?> binding, boolean cached) {
        this.binding = (Binding<Object>) binding;
        this.cached = cached;
    }

    /** Readers that cache values for the current subject of an evaluation. */
    static ValueReaders remembering(Binding<?> binding) {
        return new ValueReaders(binding, true);
    }

    /** Readers without a cache. */
    static ValueReaders reading(Binding<?> binding) {
        return new ValueReaders(binding, false);
    }

    Binding<Object> binding() {
        return binding;
    }

    /** The sizes that an evaluation needs for the readers created so far. */
    Evaluation.Sizes sizes() {
        return sizes;
    }

    ValueReader of(Field<Object> field) {
        if (field.definition().is(FieldDefinition.Flag.STATEFUL)) {
            return field.extractor() instanceof Extractor.OfNumber<Object>
                    ? new NumberReader.Counting(() -> fresh(field), sizes.counters++)
                    : direct(field);
        }
        return cached ? readers.computeIfAbsent(field.text(), text -> remembering(field)) : direct(field);
    }

    /** A new extractor of a field with state. */
    private Extractor<Object> fresh(Field<Object> field) {
        boolean brackets = field.text().endsWith("]");
        String name = brackets ? field.definition().name() : field.text();
        try {
            return binding.resolve(name, brackets ? field.argument() : null).extractor();
        } catch (FieldException e) {
            throw new IllegalStateException("field " + field.text() + " was known before", e);
        }
    }

    /** A reader that caches values if the field is read repeatedly; otherwise it reads each time. */
    private ValueReader remembering(Field<Object> field) {
        return field.extractor().accept(new DirectReaders(field.type()) {
            @Override
            public ValueReader text(Extractor.OfText<Object> text) {
                return field.type() == FieldType.BUFFER ? super.text(text) : new TextReader.Cached(text, sizes.texts++);
            }

            @Override
            public ValueReader number(Extractor.OfNumber<Object> number) {
                return new NumberReader.Cached(number, sizes.numbers++);
            }
        });
    }

    private static ValueReader direct(Field<Object> field) {
        return field.extractor().accept(new DirectReaders(field.type()));
    }

    /** A reader without a cache; it reads a text up to its first NUL. */
    static ValueReader direct(Extractor<Object> extractor) {
        return extractor.accept(new DirectReaders(FieldType.TEXT));
    }

    private static class DirectReaders implements Extractor.Visitor<Object, ValueReader> {
        private final FieldType type;

        DirectReaders(FieldType type) {
            this.type = type;
        }

        @Override
        public ValueReader text(Extractor.OfText<Object> text) {
            return new TextReader.Direct(text, type == FieldType.BUFFER);
        }

        @Override
        public ValueReader number(Extractor.OfNumber<Object> number) {
            return new NumberReader.Direct(number);
        }

        @Override
        public ValueReader decimal(Extractor.OfDecimal<Object> decimal) {
            return new DecimalReader(decimal);
        }

        @Override
        public ValueReader address(Extractor.OfAddress<Object> address) {
            return new AddressReader(address);
        }

        @Override
        public ValueReader texts(Extractor.OfTexts<Object> texts) {
            return new ListReader.OfField(texts);
        }

        @Override
        public ValueReader any(Extractor.OfAny<Object> any) {
            return new AnyReader(any);
        }
    }
}
