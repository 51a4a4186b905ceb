// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.SchemaVerdict;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Load results in the JSON that {@code falco -V} prints: keys in alphabetical order, compact. */
public final class LoadResultJson {
    private LoadResultJson() {}

    /** {@code {"falco_load_results":[...]}}, without a line end. */
    public static String print(List<LoadResult> results) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("falco_load_results");
            for (LoadResult result : results) {
                write(result, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(LoadResult result, JsonGenerator json) {
        json.writeStartObject();
        json.writeArrayPropertyStart("errors");
        for (Issue issue : result.errors()) {
            write(issue, issue.code().title(), json);
        }
        json.writeEndArray();
        json.writeStringProperty("name", result.name());
        SchemaVerdict schema = result.schema();
        if (schema != null) {
            json.writeBooleanProperty("schema_valid", schema.valid());
            json.writeArrayPropertyStart("schema_warnings");
            for (String warning : schema.warnings()) {
                json.writeString(warning);
            }
            json.writeEndArray();
        }
        json.writeBooleanProperty("successful", result.successful());
        json.writeArrayPropertyStart("warnings");
        for (Issue issue : result.warnings()) {
            write(issue, issue.code().description(), json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(Issue issue, String description, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("code", issue.code().name());
        json.writeStringProperty("codedesc", description);
        json.writeObjectPropertyStart("context");
        json.writeArrayPropertyStart("locations");
        for (Issue.Location location : issue.locations()) {
            write(location, json);
        }
        json.writeEndArray();
        json.writeStringProperty("snippet", issue.snippet());
        json.writeEndObject();
        if (issue.deprecatedField() != null) {
            json.writeStringProperty("deprecated_field", issue.deprecatedField());
        }
        json.writeStringProperty("message", issue.message());
        json.writeEndObject();
    }

    private static void write(Issue.Location location, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("item_name", location.itemName());
        json.writeStringProperty("item_type", location.itemType());
        json.writeObjectPropertyStart("position");
        json.writeNumberProperty("column", location.column());
        json.writeNumberProperty("line", location.line());
        json.writeStringProperty("name", location.name());
        json.writeNumberProperty("offset", location.offset());
        json.writeEndObject();
        json.writeEndObject();
    }
}
