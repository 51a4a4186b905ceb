// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.EventContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Extractors that several families use. */
final class Extractors {
    static final Extractor.OfText<EventContext> MISSING_TEXT = event -> null;
    static final Extractor.OfNumber<EventContext> MISSING_NUMBER = (event, out) -> false;
    private static final Extractor.OfDecimal<EventContext> MISSING_DECIMAL = event -> Double.NaN;
    private static final Extractor.OfAddress<EventContext> MISSING_ADDRESS = event -> null;
    private static final Extractor.OfTexts<EventContext> MISSING_TEXTS = event -> null;

    private Extractors() {}

    /** A field that never has a value. */
    static Extractor<EventContext> missing(FieldType type) {
        return switch (type.form()) {
            case TEXT -> MISSING_TEXT;
            case NUMBER -> MISSING_NUMBER;
            case DECIMAL -> MISSING_DECIMAL;
            case ADDRESS -> MISSING_ADDRESS;
            case TEXTS -> MISSING_TEXTS;
        };
    }

    /** A text that is always the same. */
    static Extractor.OfText<EventContext> text(String value) {
        return event -> value;
    }

    /** A number that is always the same. */
    static Extractor.OfNumber<EventContext> number(long value) {
        return (event, out) -> {
            out.value = value;
            return true;
        };
    }

    /** Returns a boolean. */
    static boolean put(Extractor.NumberValue out, boolean value) {
        out.value = value ? 1 : 0;
        return true;
    }

    /** Returns a number. */
    static boolean put(Extractor.NumberValue out, long value) {
        out.value = value;
        return true;
    }

    /** Returns a number unless it is 0, which means unknown. */
    static boolean putKnown(Extractor.NumberValue out, long value) {
        out.value = value;
        return value != 0;
    }

    /** The text, or null if it is empty. */
    static @Nullable String known(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** The texts from an index on, joined by blanks. */
    static String join(List<String> texts, int from) {
        int n = texts.size() - from;
        if (n <= 0) {
            return "";
        }
        if (n == 1) {
            return texts.get(from);
        }
        StringBuilder joined = new StringBuilder(64);
        append(joined, texts, from);
        return joined.toString();
    }

    /** Appends the texts from an index on, joined by blanks. */
    static void append(StringBuilder joined, List<String> texts, int from) {
        for (int i = from; i < texts.size(); i++) {
            if (i > from) {
                joined.append(' ');
            }
            joined.append(texts.get(i));
        }
    }
}
