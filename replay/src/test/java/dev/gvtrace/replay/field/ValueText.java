// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.state.Addresses;
import dev.gvtrace.replay.state.EventContext;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The value of a field as text, as an output prints it; for tests. */
final class ValueText {
    private ValueText() {}

    /** Finds the field that the text names, argument and all, as an output prints it. */
    static Field<EventContext> field(String text) throws FieldException {
        int bracket = text.indexOf('[');
        return bracket < 0
                ? Installed.binding().resolveForOutput(text, null)
                : Installed.binding()
                        .resolveForOutput(text.substring(0, bracket), text.substring(bracket + 1, text.length() - 1));
    }

    static @Nullable String of(Field<EventContext> field, EventContext event) {
        return of(field, field.extractor(), event);
    }

    private static @Nullable String of(
            Field<EventContext> field, Extractor<EventContext> extractor, EventContext event) {
        if (extractor instanceof Extractor.OfText<EventContext> text) {
            return text.text(event);
        }
        if (extractor instanceof Extractor.OfNumber<EventContext> source) {
            Extractor.NumberValue number = new Extractor.NumberValue();
            if (!source.number(event, number)) {
                return null;
            }
            return field.type() == FieldType.BOOLEAN
                    ? String.valueOf(number.value != 0)
                    : field.type() == FieldType.UNSIGNED
                            ? Long.toUnsignedString(number.value)
                            : Long.toString(number.value);
        }
        if (extractor instanceof Extractor.OfDecimal<EventContext> source) {
            double value = source.decimal(event);
            return Double.isNaN(value) ? null : Double.toString(value);
        }
        if (extractor instanceof Extractor.OfAddress<EventContext> source) {
            byte[] address = source.address(event);
            return address == null ? null : Addresses.text(address);
        }
        if (extractor instanceof Extractor.OfTexts<EventContext> source) {
            var texts = source.texts(event);
            return texts == null ? null : String.join(",", texts);
        }
        Extractor.OfAny<EventContext> any = (Extractor.OfAny<EventContext>) extractor;
        StringJoiner all = new StringJoiner(" or ", any.exists(event) ? "exists " : "missing ", "");
        for (int i = 0; i < any.count(event); i++) {
            all.add(of(field, any.at(i), event));
        }
        return all.toString();
    }
}
