// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.text.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A value in a JSON text, and where it is.
 *
 * @param from index of its first character
 * @param to index behind its last character
 * @param string its value if it is a string
 * @param members those of an object, by key; null for other values
 * @param items those of an array; null for other values
 */
record JsonPlace(
        int from,
        int to,
        @Nullable String string,
        @Nullable Map<String, Member> members,
        @Nullable List<JsonPlace> items) {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String DEFAULT_INDENTATION = "  ";

    /**
     * A member of an object.
     *
     * @param from index of the quote that begins its key
     * @param value its value
     */
    record Member(int from, JsonPlace value) {}

    /** The value of a whole text. */
    static JsonPlace parse(String text) throws SetupException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            JsonPlace whole = value(parser, text);
            if (parser.nextToken() != null) {
                throw new SetupException("line " + parser.currentTokenLocation().getLineNr()
                        + ": expected the end of the file after the first value");
            }
            return whole;
        } catch (JacksonException e) {
            throw new SetupException(
                    "not JSON: " + e.getOriginalMessage()
                            + (e.getLocation() == null
                                    ? ""
                                    : " at line " + e.getLocation().getLineNr() + ", column "
                                            + e.getLocation().getColumnNr()),
                    e);
        }
    }

    private static JsonPlace value(JsonParser parser, String text) throws SetupException {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Member> members = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                int keyFrom = (int) parser.currentTokenLocation().getCharOffset();
                parser.nextToken();
                members.put(key, new Member(keyFrom, value(parser, text)));
            }
            return new JsonPlace(from, end(parser), null, members, null);
        }
        if (token == JsonToken.START_ARRAY) {
            List<JsonPlace> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser, text));
            }
            return new JsonPlace(from, end(parser), null, null, items);
        }
        if (token == null) {
            throw new SetupException("not JSON: expected a value, found the end of the file");
        }
        String string = token == JsonToken.VALUE_STRING ? parser.getString() : null;
        // reads the value to its end
        parser.finishToken();
        return new JsonPlace(from, end(parser), string, null, null);
    }

    private static int end(JsonParser parser) {
        return (int) parser.currentLocation().getCharOffset();
    }

    /** The value of an object's member; null if there is none, or for other values. */
    @Nullable
    JsonPlace get(String key) {
        Member member = members == null ? null : members.get(key);
        return member == null ? null : member.value();
    }

    /** The string of an object's member; null if there is none. */
    @Nullable
    String text(String key) {
        JsonPlace value = get(key);
        return value == null ? null : value.string();
    }

    /** The blanks by which the members of the text's outermost object are indented. */
    static String indentationUnit(String text, JsonPlace whole) {
        if (whole.members() != null && !whole.members().isEmpty()) {
            String found = TextEdits.indentation(
                    text, whole.members().values().iterator().next().from());
            if (found != null && !found.isEmpty()) {
                return found;
            }
        }
        return DEFAULT_INDENTATION;
    }

    /**
     * Adds a member to this object, behind the others and in their layout.
     *
     * @param value JSON, with each line but the first indented as if the member were not
     */
    void addMember(TextEdits edits, String text, String unit, String key, String value) {
        Map<String, Member> those = members == null ? Map.of() : members;
        Member last = null;
        for (Member member : those.values()) {
            last = member;
        }
        if (last == null) {
            String outer = lineIndentation(text, from);
            String inner = outer + unit;
            edits.replace(
                    from,
                    to,
                    "{\n" + inner + quoted(key) + ": " + value.replace("\n", "\n" + inner) + "\n" + outer + "}");
            return;
        }
        String own = TextEdits.indentation(text, last.from());
        edits.insert(
                last.value().to(),
                own == null
                        ? ", " + quoted(key) + ": " + value.replaceAll("\n *", " ")
                        : ",\n" + own + quoted(key) + ": " + value.replace("\n", "\n" + own));
    }

    /** Adds a value to this array, behind the others and in their layout. */
    void addItem(TextEdits edits, String text, String value) {
        if (items == null || items.isEmpty()) {
            edits.replace(from, to, "[" + value + "]");
            return;
        }
        JsonPlace last = items.get(items.size() - 1);
        String own = TextEdits.indentation(text, last.from());
        edits.insert(last.to(), own == null ? ", " + value : ",\n" + own + value);
    }

    private static String lineIndentation(String text, int at) {
        int begin = text.lastIndexOf('\n', at - 1) + 1;
        int end = begin;
        while (end < at && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(begin, end);
    }

    /** The JSON of a string, which is also its basic string in TOML. */
    static String quoted(String string) {
        return new JsonWriter().text(string).toString();
    }
}
