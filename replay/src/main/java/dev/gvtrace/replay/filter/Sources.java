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

/** Makes the sources of fields; one for each text of a field, so that equal ones are read once an event. */
final class Sources {
    private final Evaluation.Sizes sizes = new Evaluation.Sizes();
    private final Map<String, Source> sources = new HashMap<>();
    private final boolean cached;
    private final UnaryOperator<Field> reader;

    private Sources(boolean cached, UnaryOperator<Field> reader) {
        this.cached = cached;
        this.reader = reader;
    }

    /** Sources that remember values while an event lasts. */
    static Sources remembering() {
        return remembering(UnaryOperator.identity());
    }

    /** The same for fields that the function puts in place of those of the catalogue. */
    static Sources remembering(UnaryOperator<Field> reader) {
        return new Sources(true, reader);
    }

    /** Sources that read each time. */
    static Sources reading() {
        return new Sources(false, UnaryOperator.identity());
    }

    /** How much room an evaluation needs for those made so far. */
    Evaluation.Sizes sizes() {
        return sizes;
    }

    Source of(Field known) {
        Field field = reader.apply(known);
        if (field.definition().is(FieldDefinition.Flag.STATEFUL)) {
            return field.extractor() instanceof Extractor.OfNumber
                    ? new NumberSource.Counting(field, sizes.counters++)
                    : direct(field);
        }
        return cached ? sources.computeIfAbsent(field.text(), text -> remembering(field)) : direct(field);
    }

    private Source remembering(Field field) {
        if (field.extractor() instanceof Extractor.OfText text && field.type() != FieldType.BUFFER) {
            return new TextSource.Cached(text, sizes.texts++);
        }
        if (field.extractor() instanceof Extractor.OfNumber number) {
            return new NumberSource.Cached(number, sizes.numbers++);
        }
        return direct(field);
    }

    private static Source direct(Field field) {
        return field.extractor() instanceof Extractor.OfText text && field.type() == FieldType.BUFFER
                ? new TextSource.Direct(text, true)
                : direct(field.extractor());
    }

    /** A source that reads each time. */
    static Source direct(Extractor extractor) {
        if (extractor instanceof Extractor.OfText text) {
            return new TextSource.Direct(text, false);
        }
        if (extractor instanceof Extractor.OfNumber number) {
            return new NumberSource.Direct(number);
        }
        if (extractor instanceof Extractor.OfDecimal decimal) {
            return new DecimalSource(decimal);
        }
        if (extractor instanceof Extractor.OfAddress address) {
            return new AddressSource(address);
        }
        if (extractor instanceof Extractor.OfTexts texts) {
            return new ListSource.OfField(texts);
        }
        return new AnySource((Extractor.OfAny) extractor);
    }
}
