// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a redacted copy records about itself: the last redaction, if there were several.
 *
 * @param export id of the redaction
 * @param recording id of the original recording; null if it had none
 * @param seal of the original; null if it was not sealed
 * @param json all of it
 */
public record RedactionHead(
        String export, @Nullable String recording, @Nullable String seal, String json) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Reads it; null if the trace is not a redacted copy. */
    public static @Nullable RedactionHead of(TraceSource source) {
        try (RecordCursor cursor = source.records(Selection.all())) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    return null;
                }
                Facts facts = cursor.kind() == RecordKind.FACTS
                        ? Facts.decode(cursor.buffer(), cursor.offset(), cursor.length())
                        : null;
                if (facts != null && facts.kind().decoded().equals(RedactionFacts.HEAD)) {
                    return read(facts.json());
                }
            }
        }
        return null;
    }

    private static @Nullable RedactionHead read(byte[] json) {
        String export = null;
        String recording = null;
        String seal = null;
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals(RedactionFacts.EXPORT) && value == JsonToken.VALUE_STRING) {
                    export = parser.getString();
                } else if (name.equals(RedactionFacts.ORIGINAL) && value == JsonToken.START_OBJECT) {
                    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                        String member = parser.currentName();
                        boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                        recording = text && member.equals(RedactionFacts.RECORDING) ? parser.getString() : recording;
                        seal = text && member.equals(RedactionFacts.SEAL) ? parser.getString() : seal;
                        parser.skipChildren();
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            return null;
        }
        return export == null
                ? null
                : new RedactionHead(export, recording, seal, new String(json, StandardCharsets.UTF_8));
    }
}
