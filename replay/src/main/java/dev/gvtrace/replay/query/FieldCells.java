// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.query.TableSink.Column;
import dev.gvtrace.replay.query.TableSink.Time;
import dev.gvtrace.replay.state.Addresses;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields as columns of a table. */
final class FieldCells {
    private final Extractor.NumberValue number = new Extractor.NumberValue();

    /** The column of a field: its name as written. */
    static Column column(Field<EventContext> field) {
        return new Column(field.text(), isNumber(field.type()));
    }

    private static boolean isNumber(FieldType type) {
        return type == FieldType.SIGNED
                || type == FieldType.UNSIGNED
                || type == FieldType.PORT
                || type == FieldType.DECIMAL
                || type == FieldType.RELATIVE_TIME;
    }

    /** The field's value at an event, as a cell. */
    @Nullable
    Object read(Field<EventContext> field, EventContext event) {
        return read(field.extractor(), field.type(), event);
    }

    private @Nullable Object read(Extractor<EventContext> extractor, FieldType type, EventContext event) {
        if (extractor instanceof Extractor.OfText<EventContext> text) {
            return text.text(event);
        }
        if (extractor instanceof Extractor.OfNumber<EventContext> of) {
            if (!of.number(event, number)) {
                return null;
            }
            return switch (type) {
                case BOOLEAN -> number.value != 0;
                case ABSOLUTE_TIME -> new Time(number.value);
                case UNSIGNED -> TableSink.unsigned(number.value);
                default -> number.value;
            };
        }
        if (extractor instanceof Extractor.OfDecimal<EventContext> of) {
            double value = of.decimal(event);
            return Double.isNaN(value) ? null : Double.toString(value);
        }
        if (extractor instanceof Extractor.OfAddress<EventContext> of) {
            byte[] address = of.address(event);
            return address == null ? null : Addresses.text(address);
        }
        if (extractor instanceof Extractor.OfTexts<EventContext> of) {
            return of.texts(event);
        }
        Extractor.OfAny<EventContext> any = (Extractor.OfAny<EventContext>) extractor;
        int count = any.count(event);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object value = read(any.at(i), type, event);
            if (value != null) {
                all.add(value.toString());
            }
        }
        return count == 0 ? null : all;
    }
}
