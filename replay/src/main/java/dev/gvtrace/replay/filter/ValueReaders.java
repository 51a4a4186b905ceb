// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Makes the readers of fields; one for each text of a field, so that equal ones are read once an event. */
final class ValueReaders {
    private final Evaluation.Sizes sizes = new Evaluation.Sizes();
    private final Map<String, ValueReader> readers = new HashMap<>();
    private final boolean cached;
    private final UnaryOperator<Field> reader;

    private ValueReaders(boolean cached, UnaryOperator<Field> reader) {
        this.cached = cached;
        this.reader = reader;
    }

    /** ValueReaders that remember values while an event lasts. */
    static ValueReaders remembering() {
        return remembering(UnaryOperator.identity());
    }

    /** The same for fields that the function puts in place of those of the catalogue. */
    static ValueReaders remembering(UnaryOperator<Field> reader) {
        return new ValueReaders(true, reader);
    }

    /** ValueReaders that read each time. */
    static ValueReaders reading() {
        return new ValueReaders(false, UnaryOperator.identity());
    }

    /** How much room an evaluation needs for those made so far. */
    Evaluation.Sizes sizes() {
        return sizes;
    }

    ValueReader of(Field known) {
        Field field = reader.apply(known);
        if (field.definition().is(FieldDefinition.Flag.STATEFUL)) {
            return field.extractor() instanceof Extractor.OfNumber
                    ? new NumberReader.Counting(field, sizes.counters++)
                    : direct(field);
        }
        return cached ? readers.computeIfAbsent(field.text(), text -> remembering(field)) : direct(field);
    }

    private ValueReader remembering(Field field) {
        if (field.extractor() instanceof Extractor.OfText text && field.type() != FieldType.BUFFER) {
            return new TextReader.Cached(text, sizes.texts++);
        }
        if (field.extractor() instanceof Extractor.OfNumber number) {
            return new NumberReader.Cached(number, sizes.numbers++);
        }
        return direct(field);
    }

    private static ValueReader direct(Field field) {
        return field.extractor() instanceof Extractor.OfText text && field.type() == FieldType.BUFFER
                ? new TextReader.Direct(text, true)
                : direct(field.extractor());
    }

    /** A source that reads each time. */
    static ValueReader direct(Extractor extractor) {
        if (extractor instanceof Extractor.OfText text) {
            return new TextReader.Direct(text, false);
        }
        if (extractor instanceof Extractor.OfNumber number) {
            return new NumberReader.Direct(number);
        }
        if (extractor instanceof Extractor.OfDecimal decimal) {
            return new DecimalReader(decimal);
        }
        if (extractor instanceof Extractor.OfAddress address) {
            return new AddressReader(address);
        }
        if (extractor instanceof Extractor.OfTexts texts) {
            return new ListReader.OfField(texts);
        }
        return new AnyReader((Extractor.OfAny) extractor);
    }
}
