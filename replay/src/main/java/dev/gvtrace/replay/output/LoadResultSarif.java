// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.IssueCode;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Load results as SARIF 2.1.0, the form in which code review takes findings. */
public final class LoadResultSarif {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
    private static final String UNRESERVED = "-._~/!$&'()*+,;=@";

    private LoadResultSarif() {}

    /** One log with one run, without a line end. The version is the program's. */
    public static String print(List<LoadResult> results, String version) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("$schema", SCHEMA);
            json.writeStringProperty("version", "2.1.0");
            json.writeArrayPropertyStart("runs");
            json.writeStartObject();
            tool(version, json);
            json.writeStringProperty("columnKind", "unicodeCodePoints");
            json.writeArrayPropertyStart("results");
            for (LoadResult result : results) {
                for (Issue issue : result.errors()) {
                    write(issue, json);
                }
                for (Issue issue : result.warnings()) {
                    write(issue, json);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void tool(String version, JsonGenerator json) {
        json.writeObjectPropertyStart("tool");
        json.writeObjectPropertyStart("driver");
        json.writeStringProperty("name", "gvtrace rules check");
        json.writeStringProperty("version", version);
        json.writeArrayPropertyStart("rules");
        for (IssueCode code : IssueCode.values()) {
            json.writeStartObject();
            json.writeStringProperty("id", code.name());
            text("shortDescription", code.title(), json);
            text("fullDescription", code.description(), json);
            json.writeObjectPropertyStart("defaultConfiguration");
            json.writeStringProperty("level", level(code));
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String level(IssueCode code) {
        return code.isError() ? "error" : "warning";
    }

    private static void text(String field, String text, JsonGenerator json) {
        json.writeObjectPropertyStart(field);
        json.writeStringProperty("text", text);
        json.writeEndObject();
    }

    private static void write(Issue issue, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("ruleId", issue.code().name());
        json.writeNumberProperty("ruleIndex", issue.code().ordinal());
        json.writeStringProperty("level", level(issue.code()));
        text("message", issue.hint() == null ? issue.message() : issue.message() + " - " + issue.hint(), json);
        json.writeArrayPropertyStart("locations");
        json.writeStartObject();
        json.writeObjectPropertyStart("physicalLocation");
        json.writeObjectPropertyStart("artifactLocation");
        json.writeStringProperty("uri", uri(issue.place().file().name()));
        json.writeEndObject();
        json.writeObjectPropertyStart("region");
        json.writeNumberProperty("startLine", issue.place().line());
        json.writeNumberProperty("startColumn", issue.place().column());
        json.writeNumberProperty(
                "endColumn", issue.place().column() + issue.place().length());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String uri(String path) {
        StringBuilder uri = new StringBuilder(path.startsWith("/") ? "file://" : "");
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                uri.append(c);
            } else {
                uri.append('%').append(hex(c >> 4)).append(hex(c & 15));
            }
        }
        return uri.toString();
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }
}
