// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints alerts, one per line, as UTF-8. Depends only on the alert. Immutable, thread-safe.
 */
public final class AlertFormatter implements AlertFormat {
    private static final List<String> PRIORITIES =
            List.of("Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug");

    private static final Text TIME_FIELD = Text.ofUtf8("evt.time");

    private final boolean json;

    private AlertFormatter(boolean json) {
        this.json = json;
    }

    /**
     * Lines in Falco's format, {@code HH:MM:SS.nnnnnnnnn: Priority output}, in UTC, followed by the alert's suffix
     * if it has one. Quotes, backslashes and control characters are escaped as in JSON, invalid UTF-8 as {@code \xHH}.
     */
    public static AlertFormatter text() {
        return new AlertFormatter(false);
    }

    /**
     * JSON objects in Falco's schema (rule language reference 6.4): keys sorted, no blanks. {@code uncertain}, with the
     * number of lost messages and the time since, is gvtrace's own and present only if messages were lost.
     */
    public static AlertFormatter json() {
        return new AlertFormatter(true);
    }

    @Override
    public String name() {
        return json ? "json" : "text";
    }

    /** The line of an alert with its line feed. */
    @Override
    public byte[] format(Alert alert) {
        StringBuilder line = new StringBuilder(512);
        if (json) {
            appendJson(line, alert);
        } else {
            appendText(line, alert);
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void appendText(StringBuilder line, Alert alert) {
        appendStart(line, alert);
        line.append(Escapes.line(alert.output()));
        if (!alert.suffix().isEmpty()) {
            line.append(' ').append(Escapes.line(alert.suffix()));
        }
        if (alert.uncertain()) {
            line.append(" uncertain=true lost=").append(alert.lostBefore()).append(" before=");
            TimeText.appendSeconds(line, alert.lostAgoNs());
            line.append('s');
        }
    }

    private static void appendStart(StringBuilder line, Alert alert) {
        TimeText.appendTime(line, alert.timeNs());
        line.append(": ").append(PRIORITIES.get(alert.priority())).append(' ');
    }

    private static void appendJson(StringBuilder line, Alert alert) {
        Text hostname = alert.hostname();
        StringBuilder start = new StringBuilder(64);
        appendStart(start, alert);
        Text output = Text.join(Text.EMPTY, List.of(Text.ofUtf8(start.toString()), alert.output()));
        JsonWriter json = new JsonWriter(line).open('{');
        json.key("hostname").text(hostname == null ? Text.EMPTY : hostname);
        json.key("output").text(output);
        json.key("output_fields");
        appendFields(json, alert);
        json.key("priority").text(PRIORITIES.get(alert.priority()));
        json.key("rule").text(alert.rule()).key("source").text(alert.source());
        json.key("tags").open('[');
        alert.tags().forEach(json::text);
        json.close(']').key("time").text(TimeText.rfc3339(alert.timeNs()));
        if (alert.uncertain()) {
            json.key("uncertain").plain(true).key("uncertain_lost").plain(alert.lostBefore());
            json.key("uncertain_ns").plain(alert.lostAgoNs());
        }
        json.close('}');
    }

    private static void appendFields(JsonWriter json, Alert alert) {
        json.open('{');
        boolean timeDone = false;
        for (Alert.FieldValue field : alert.fields()) {
            int order = field.field().compareTo(TIME_FIELD);
            if (order > 0 && !timeDone) {
                json.key(TIME_FIELD).plain(alert.timeNs());
            }
            timeDone |= order >= 0;
            appendValue(json.key(field.field()), field.value());
        }
        if (!timeDone) {
            json.key(TIME_FIELD).plain(alert.timeNs());
        }
        json.close('}');
    }

    private static void appendValue(JsonWriter json, @Nullable Object value) {
        if (value instanceof Text text) {
            json.text(text);
        } else if (value instanceof List<?> list) {
            json.open('[');
            list.forEach(item -> appendValue(json, item));
            json.close(']');
        } else {
            boolean isNumber = !(value instanceof Double number && (number.isNaN() || number.isInfinite()));
            json.plain(isNumber ? value : null);
        }
    }
}
