// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a field as an owned object; null without a value.
 *
 * @param event is read
 * @param type of the field
 * @param number takes numbers on their way
 */
@SuppressWarnings("NullAway") // it does not read that the visitor's result may be null
record EventValue(EventContext event, FieldType type, NumberValue number)
        implements Extractor.Visitor<EventContext, @Nullable Object> {
    @Override
    public @Nullable Text text(Extractor.OfText<EventContext> extractor) {
        String text = extractor.text(event);
        return text == null ? null : ByteText.toText(text);
    }

    @Override
    public @Nullable Object number(Extractor.OfNumber<EventContext> extractor) {
        if (!extractor.number(event, number)) {
            return null;
        }
        long value = number.value;
        if (type == FieldType.BOOLEAN) {
            return value != 0;
        }
        return type == FieldType.UNSIGNED && value < 0 ? new BigInteger(Long.toUnsignedString(value)) : (Object) value;
    }

    @Override
    public @Nullable Object decimal(Extractor.OfDecimal<EventContext> extractor) {
        double value = extractor.decimal(event);
        return Double.isNaN(value) ? null : (Object) value;
    }

    @Override
    public @Nullable Object address(Extractor.OfAddress<EventContext> extractor) {
        byte[] address = extractor.address(event);
        return address == null ? null : Problems.translated(() -> InetAddress.getByAddress(address));
    }

    @Override
    public @Nullable Object texts(Extractor.OfTexts<EventContext> extractor) {
        List<String> texts = extractor.texts(event);
        return texts == null ? null : texts.stream().map(ByteText::toText).toList();
    }

    @Override
    public @Nullable Object any(Extractor.OfAny<EventContext> extractor) {
        int count = extractor.count(event);
        List<Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Object value = extractor.at(i).accept(this);
            if (value != null) {
                values.add(value);
            }
        }
        return values.isEmpty() ? null : Collections.unmodifiableList(values);
    }
}
