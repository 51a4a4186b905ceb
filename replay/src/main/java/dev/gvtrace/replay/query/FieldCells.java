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
    static Column column(Field field) {
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
    Object read(Field field, EventContext event) {
        return read(field.extractor(), field.type(), event);
    }

    private @Nullable Object read(Extractor extractor, FieldType type, EventContext event) {
        if (extractor instanceof Extractor.OfText text) {
            return text.text(event);
        }
        if (extractor instanceof Extractor.OfNumber of) {
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
        if (extractor instanceof Extractor.OfDecimal of) {
            double value = of.decimal(event);
            return Double.isNaN(value) ? null : Double.toString(value);
        }
        if (extractor instanceof Extractor.OfAddress of) {
            byte[] address = of.address(event);
            return address == null ? null : Addresses.text(address);
        }
        if (extractor instanceof Extractor.OfTexts of) {
            return of.texts(event);
        }
        Extractor.OfAny any = (Extractor.OfAny) extractor;
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
