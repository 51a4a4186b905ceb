// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldDefinition.Flag;
import dev.gvtrace.replay.field.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Falco's form of values in outputs and inside transformers, which depends on the field (rule language reference 6.2).
 * Results are byte strings. Cells of tables have a different form, {@code CellText} in {@code replay.table}: times in
 * RFC 3339, numbers without padding, and bytes not replaced by dots.
 */
final class OutputValue {
    private static final int NINE_DIGITS = 9;

    private OutputValue() {}

    /** The value of a field in an output, or null if it is missing. */
    static @Nullable String print(Field<Object> field, ValueReader source, Evaluation<?> evaluation) {
        if (field.definition().is(Flag.FILTER_ONLY)) {
            return null;
        }
        return source.print(field, evaluation);
    }

    /** The value in an alert's JSON: Long, BigInteger, Double, Boolean, byte text, a list of it, or null. */
    static @Nullable Object json(
            Field<Object> field,
            ValueReader source,
            Evaluation<?> evaluation,
            @Nullable Function<Object, Event> event) {
        if (field.definition().is(Flag.FILTER_ONLY)) {
            return null;
        }
        if (event != null && field.definition().is(Flag.TIME_IN_JSON)) {
            return source.exists(evaluation)
                    ? (Object) event.apply(evaluation.subject()).timeNs()
                    : null;
        }
        return source.json(field, evaluation);
    }

    static Object json(Field<Object> field, long value) {
        boolean text =
                field.definition().is(Flag.HEX) || field.definition().name().equals("evt.rawarg");
        if (text) {
            return number(field, value);
        }
        if (field.type() == FieldType.BOOLEAN) {
            return value != 0;
        }
        boolean great = field.type() == FieldType.UNSIGNED && value < 0;
        return great ? new BigInteger(Long.toUnsignedString(value)) : (Object) value;
    }

    static String number(Field<Object> field, long value) {
        if (field.type() == FieldType.BOOLEAN) {
            return value != 0 ? "true" : "false";
        }
        if (field.definition().is(Flag.HEX)) {
            return Long.toHexString(value).toUpperCase(Locale.ROOT);
        }
        String digits = field.type() == FieldType.UNSIGNED ? Long.toUnsignedString(value) : Long.toString(value);
        boolean padded = field.definition().is(Flag.PADDED) && digits.length() < NINE_DIGITS;
        return padded ? "0".repeat(NINE_DIGITS - digits.length()) + digits : digits;
    }

    static String decimal(double value) {
        return Double.isInfinite(value)
                ? (value > 0 ? "inf" : "-inf")
                : new BigDecimal(value).setScale(1, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** Printable ASCII unchanged, a dot for everything else. */
    static String buffer(String bytes) {
        if (bytes.isEmpty()) {
            return "NULL";
        }
        StringBuilder shown = new StringBuilder(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            shown.append(c >= ' ' && c < 0x7f ? c : '.');
        }
        return shown.toString();
    }
}
