// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.SchemaVerdict;
import dev.gvtrace.text.JsonWriter;
import java.util.List;

/** Load results in the JSON of {@code falco -V}: keys in alphabetical order, compact. */
public final class LoadResultJson {
    private LoadResultJson() {}

    /** {@code {"falco_load_results":[...]}}, without a line end. */
    public static String print(List<LoadResult> results) {
        JsonWriter json = new JsonWriter();
        json.open('{');
        json.key("falco_load_results").open('[');
        for (LoadResult result : results) {
            write(result, json);
        }
        json.close(']');
        json.close('}');
        return json.toString();
    }

    private static void write(LoadResult result, JsonWriter json) {
        json.open('{');
        json.key("errors").open('[');
        for (Issue issue : result.errors()) {
            write(issue, issue.code().title(), json);
        }
        json.close(']');
        json.key("name").text(result.name());
        SchemaVerdict schema = result.schema();
        if (schema != null) {
            json.key("schema_valid").plain(schema.valid());
            json.key("schema_warnings").open('[');
            for (String warning : schema.warnings()) {
                json.text(warning);
            }
            json.close(']');
        }
        json.key("successful").plain(result.successful());
        json.key("warnings").open('[');
        for (Issue issue : result.warnings()) {
            write(issue, issue.code().description(), json);
        }
        json.close(']');
        json.close('}');
    }

    private static void write(Issue issue, String description, JsonWriter json) {
        json.open('{');
        json.key("code").text(issue.code().name());
        json.key("codedesc").text(description);
        json.key("context").open('{');
        json.key("locations").open('[');
        for (Issue.Location location : issue.locations()) {
            write(location, json);
        }
        json.close(']');
        json.key("snippet").text(issue.snippet());
        json.close('}');
        if (issue.deprecatedField() != null) {
            json.key("deprecated_field").text(issue.deprecatedField());
        }
        json.key("message").text(issue.message());
        json.close('}');
    }

    private static void write(Issue.Location location, JsonWriter json) {
        json.open('{');
        json.key("item_name").text(location.itemName());
        json.key("item_type").text(location.itemType());
        json.key("position").open('{');
        json.key("column").plain(location.column());
        json.key("line").plain(location.line());
        json.key("name").text(location.name());
        json.key("offset").plain(location.offset());
        json.close('}');
        json.close('}');
    }
}
