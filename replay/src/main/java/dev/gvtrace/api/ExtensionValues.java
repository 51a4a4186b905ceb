// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values that extensions give, as fields and tables keep them: Boolean, Long, Double, Text, address bytes, a list of
 * Text.
 */
final class ExtensionValues {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int UNSIGNED_BITS = 64;

    private ExtensionValues() {}

    /**
     * A value as it is kept.
     *
     * @throws GvtraceException INVALID_REQUEST if it is not of the type
     */
    static @Nullable Object of(ColumnType type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Object kept = switch (type) {
            case BOOL -> value instanceof Boolean ? value : null;
            case INT64 -> whole(value);
            case UINT64 -> value instanceof BigInteger great ? bits(great) : whole(value);
            case DOUBLE -> value instanceof Double || value instanceof Float ? ((Number) value).doubleValue() : null;
            case TEXT, BYTES -> text(value);
            case TIME -> value instanceof Instant time ? nanos(time) : whole(value);
            case DURATION -> value instanceof Duration length ? nanos(length) : whole(value);
            case ADDRESS -> value instanceof InetAddress address ? address.getAddress() : null;
            case TEXT_LIST -> value instanceof List<?> list ? texts(list) : null;
        };
        if (kept == null) {
            throw wrong("expected " + expected(type) + " for " + type + ", found " + found(value));
        }
        return kept;
    }

    private static @Nullable Long whole(Object value) {
        boolean whole =
                value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
        return whole ? (Long) ((Number) value).longValue() : null;
    }

    private static @Nullable Long bits(BigInteger great) {
        return great.signum() < 0 || great.bitLength() > UNSIGNED_BITS ? null : (Long) great.longValue();
    }

    private static @Nullable Long nanos(Instant time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND), time.getNano());
        } catch (ArithmeticException e) {
            return null; // more than nanoseconds can express
        }
    }

    private static @Nullable Long nanos(Duration length) {
        try {
            return length.toNanos();
        } catch (ArithmeticException e) {
            return null; // more than nanoseconds can express
        }
    }

    private static @Nullable Text text(@Nullable Object value) {
        return value instanceof Text text ? text : value instanceof String unicode ? Text.ofUtf8(unicode) : null;
    }

    private static @Nullable List<Text> texts(List<?> list) {
        List<Text> texts = new ArrayList<>(list.size());
        for (Object each : list) {
            Text text = text(each);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        return texts;
    }

    private static String expected(ColumnType type) {
        return switch (type) {
            case BOOL -> "a Boolean";
            case INT64 -> "an Integer or Long";
            case UINT64 -> "an Integer, Long or BigInteger of at most 64 bits";
            case DOUBLE -> "a Double";
            case TEXT, BYTES -> "a Text or String";
            case TIME -> "an Instant or Long of nanoseconds";
            case DURATION -> "a Duration or Long of nanoseconds";
            case ADDRESS -> "an InetAddress";
            case TEXT_LIST -> "a List of Text or String";
        };
    }

    /** The class, of numbers and times the value, of lists the class of what is wrong in it. */
    private static String found(Object value) {
        String name = value.getClass().getName();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                if (text(each) == null) {
                    return name + " with "
                            + (each == null ? "null" : each.getClass().getName());
                }
            }
        }
        boolean showsValue = value instanceof Number || value instanceof Instant || value instanceof Duration;
        return showsValue ? name + " " + value : name;
    }

    static GvtraceException wrong(String message) {
        return new GvtraceException(Kind.INVALID_REQUEST, message, null);
    }

    /** Reads values of a type, which the function gives as they are kept. */
    static <S> Extractor<S> extractor(ColumnType type, Function<S, @Nullable Object> value) {
        return switch (type) {
            case BOOL ->
                (Extractor.OfNumber<S>) (subject, out) -> {
                    Object kept = value.apply(subject);
                    out.value = Boolean.TRUE.equals(kept) ? 1 : 0;
                    return kept != null;
                };
            case INT64, UINT64, TIME, DURATION ->
                (Extractor.OfNumber<S>) (subject, out) -> {
                    Object kept = value.apply(subject);
                    out.value = kept == null ? 0 : (Long) kept;
                    return kept != null;
                };
            case DOUBLE ->
                (Extractor.OfDecimal<S>) subject -> {
                    Object kept = value.apply(subject);
                    return kept == null ? Double.NaN : (Double) kept;
                };
            case TEXT, BYTES -> (Extractor.OfText<S>) subject -> byteString(value.apply(subject));
            case ADDRESS -> (Extractor.OfAddress<S>) subject -> (byte[]) value.apply(subject);
            case TEXT_LIST -> (Extractor.OfTexts<S>) subject -> byteStrings(value.apply(subject));
        };
    }

    private static @Nullable String byteString(@Nullable Object kept) {
        return kept == null ? null : ByteText.of((Text) kept);
    }

    private static @Nullable List<String> byteStrings(@Nullable Object kept) {
        return kept == null
                ? null
                : ((List<?>) kept)
                        .stream().map(each -> ByteText.of((Text) each)).toList();
    }
}
