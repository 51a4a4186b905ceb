// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.JsonWriter;
import java.util.List;

/** Load results as SARIF 2.1.0, the format of findings for code review tools. */
public final class LoadResultSarif {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
    private static final String UNRESERVED = "-._~/!$&'()*+,;=@";

    private LoadResultSarif() {}

    /** One log with one run, without a line end. The version is the program's. */
    public static String print(List<LoadResult> results, String version) {
        JsonWriter json = new JsonWriter();
        json.open('{');
        json.key("$schema").text(SCHEMA);
        json.key("version").text("2.1.0");
        json.key("runs").open('[');
        json.open('{');
        tool(version, json);
        json.key("columnKind").text("unicodeCodePoints");
        json.key("results").open('[');
        for (LoadResult result : results) {
            for (Issue issue : result.errors()) {
                write(issue, json);
            }
            for (Issue issue : result.warnings()) {
                write(issue, json);
            }
        }
        json.close(']');
        json.close('}');
        json.close(']');
        json.close('}');
        return json.toString();
    }

    private static void tool(String version, JsonWriter json) {
        json.key("tool").open('{');
        json.key("driver").open('{');
        json.key("name").text("gvtrace rules check");
        json.key("version").text(version);
        json.key("rules").open('[');
        for (IssueCode code : IssueCode.values()) {
            json.open('{');
            json.key("id").text(code.name());
            text("shortDescription", code.title(), json);
            text("fullDescription", code.description(), json);
            json.key("defaultConfiguration").open('{');
            json.key("level").text(level(code));
            json.close('}');
            json.close('}');
        }
        json.close(']');
        json.close('}');
        json.close('}');
    }

    private static String level(IssueCode code) {
        return code.isError() ? "error" : "warning";
    }

    private static void text(String field, String text, JsonWriter json) {
        json.key(field).open('{');
        json.key("text").text(text);
        json.close('}');
    }

    private static void write(Issue issue, JsonWriter json) {
        json.open('{');
        json.key("ruleId").text(issue.code().name());
        json.key("ruleIndex").plain(issue.code().ordinal());
        json.key("level").text(level(issue.code()));
        text("message", issue.hint() == null ? issue.message() : issue.message() + " - " + issue.hint(), json);
        json.key("locations").open('[');
        json.open('{');
        json.key("physicalLocation").open('{');
        json.key("artifactLocation").open('{');
        json.key("uri").text(uri(issue.place().file().name()));
        json.close('}');
        json.key("region").open('{');
        json.key("startLine").plain(issue.place().line());
        json.key("startColumn").plain(issue.place().column());
        json.key("endColumn").plain(issue.place().column() + issue.place().length());
        json.close('}');
        json.close('}');
        json.close('}');
        json.close(']');
        json.close('}');
    }

    private static String uri(String path) {
        StringBuilder uri = new StringBuilder(path.startsWith("/") ? "file://" : "");
        for (byte b : EscapedText.encode(path)) {
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
