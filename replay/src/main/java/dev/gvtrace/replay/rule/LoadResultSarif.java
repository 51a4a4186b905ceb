// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Load results as SARIF 2.1.0, the form in which code review takes findings. */
public final class LoadResultSarif {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
    private static final String UNRESERVED = "-._~/!$&'()*+,;=@";

    private LoadResultSarif() {}

    /** One log with one run, without a line end. The version is the program's. */
    public static String print(List<LoadResult> results, String version) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("$schema", SCHEMA);
            json.writeStringField("version", "2.1.0");
            json.writeArrayFieldStart("runs");
            json.writeStartObject();
            tool(version, json);
            json.writeStringField("columnKind", "unicodeCodePoints");
            json.writeArrayFieldStart("results");
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void tool(String version, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("tool");
        json.writeObjectFieldStart("driver");
        json.writeStringField("name", "gvtrace rules check");
        json.writeStringField("version", version);
        json.writeArrayFieldStart("rules");
        for (IssueCode code : IssueCode.values()) {
            json.writeStartObject();
            json.writeStringField("id", code.name());
            text("shortDescription", code.title(), json);
            text("fullDescription", code.description(), json);
            json.writeObjectFieldStart("defaultConfiguration");
            json.writeStringField("level", level(code));
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

    private static void text(String field, String text, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    private static void write(Issue issue, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("ruleId", issue.code().name());
        json.writeNumberField("ruleIndex", issue.code().ordinal());
        json.writeStringField("level", level(issue.code()));
        text("message", issue.hint() == null ? issue.message() : issue.message() + " - " + issue.hint(), json);
        json.writeArrayFieldStart("locations");
        json.writeStartObject();
        json.writeObjectFieldStart("physicalLocation");
        json.writeObjectFieldStart("artifactLocation");
        json.writeStringField("uri", uri(issue.place().file().name()));
        json.writeEndObject();
        json.writeObjectFieldStart("region");
        json.writeNumberField("startLine", issue.place().line());
        json.writeNumberField("startColumn", issue.place().column());
        json.writeNumberField(
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
