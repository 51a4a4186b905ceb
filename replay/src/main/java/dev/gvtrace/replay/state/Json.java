// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.text.ByteText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value from a snapshot or recorded facts. Look-ups return an empty value for anything that is absent or of
 * another kind. Texts are byte text.
 */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Json NOTHING = new Json(null);

    private final @Nullable Object value;

    private Json(@Nullable Object value) {
        this.value = value;
    }

    /**
     * Parses the first value in the bytes; an empty value if they are not JSON, or nested deeper than {@link
     * Limits#JSON_DEPTH}.
     */
    static Json read(byte[] bytes, int from, int length) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, from, length)) {
            parser.nextToken();
            return new Json(value(parser, 0));
        } catch (JacksonException e) {
            return NOTHING;
        }
    }

    /** Like {@link #read(byte[], int, int)}. */
    static Json read(String byteText) {
        byte[] bytes = ByteText.bytes(byteText);
        return read(bytes, 0, bytes.length);
    }

    private static @Nullable Object value(JsonParser parser, int depth) {
        if (depth > Limits.JSON_DEPTH) {
            throw new StreamReadException(parser, "nested deeper than " + Limits.JSON_DEPTH);
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Json> object = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = ByteText.fromUnicode(parser.currentName());
                parser.nextToken();
                object.put(name, new Json(value(parser, depth + 1)));
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Json> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(new Json(value(parser, depth + 1)));
            }
            return array;
        }
        if (token == null) {
            throw new StreamReadException(parser, "cut");
        }
        return switch (token) {
            case VALUE_STRING -> ByteText.fromUnicode(parser.getString());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? parser.getBigIntegerValue().longValue()
                        : parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** The member with this name. */
    Json get(String name) {
        return object().getOrDefault(name, NOTHING);
    }

    boolean exists() {
        return value != null;
    }

    /** The members; none if it is not an object. */
    @SuppressWarnings("unchecked")
    Map<String, Json> object() {
        return value instanceof Map<?, ?> ? (Map<String, Json>) value : Map.of();
    }

    /** The elements; none if it is not an array. */
    @SuppressWarnings("unchecked")
    List<Json> array() {
        return value instanceof List<?> ? (List<Json>) value : List.of();
    }

    /** The text; "" for other values. */
    String text() {
        return value instanceof String text ? text : "";
    }

    /** Texts, numbers and booleans as text; null for anything else. */
    @Nullable
    String scalar() {
        return value instanceof String || value instanceof Long || value instanceof Boolean
                ? String.valueOf(value)
                : null;
    }

    /** The number; 0 for other values. */
    long number() {
        return value instanceof Long number ? number : 0;
    }

    /** The texts of an array. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (Json element : array()) {
            texts.add(element.text());
        }
        return texts.isEmpty() ? List.of() : texts;
    }
}
