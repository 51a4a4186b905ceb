// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Load results in the JSON that {@code falco -V} prints: keys in alphabetical order, compact. */
public final class LoadResultJson {
    private LoadResultJson() {}

    /** {@code {"falco_load_results":[...]}}, without a line end. */
    public static String print(List<LoadResult> results) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("falco_load_results");
            for (LoadResult result : results) {
                write(result, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(LoadResult result, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("errors");
        for (Issue issue : result.errors()) {
            write(issue, issue.code().title(), json);
        }
        json.writeEndArray();
        json.writeStringField("name", result.name());
        LoadResult.SchemaVerdict schema = result.schema();
        if (schema != null) {
            json.writeBooleanField("schema_valid", schema.valid());
            json.writeArrayFieldStart("schema_warnings");
            for (String warning : schema.warnings()) {
                json.writeString(warning);
            }
            json.writeEndArray();
        }
        json.writeBooleanField("successful", result.successful());
        json.writeArrayFieldStart("warnings");
        for (Issue issue : result.warnings()) {
            write(issue, issue.code().description(), json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(Issue issue, String description, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("code", issue.code().name());
        json.writeStringField("codedesc", description);
        json.writeObjectFieldStart("context");
        json.writeArrayFieldStart("locations");
        for (Issue.Location location : issue.locations()) {
            write(location, json);
        }
        json.writeEndArray();
        json.writeStringField("snippet", issue.snippet());
        json.writeEndObject();
        if (issue.deprecatedField() != null) {
            json.writeStringField("deprecated_field", issue.deprecatedField());
        }
        json.writeStringField("message", issue.message());
        json.writeEndObject();
    }

    private static void write(Issue.Location location, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("item_name", location.itemName());
        json.writeStringField("item_type", location.itemType());
        json.writeObjectFieldStart("position");
        json.writeNumberField("column", location.column());
        json.writeNumberField("line", location.line());
        json.writeStringField("name", location.name());
        json.writeNumberField("offset", location.offset());
        json.writeEndObject();
        json.writeEndObject();
    }
}
