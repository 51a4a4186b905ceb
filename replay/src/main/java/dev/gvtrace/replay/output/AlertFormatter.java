// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Escapes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints alerts, one a line, as UTF-8. Depends on nothing but the alert. Immutable, thread-safe.
 */
public final class AlertFormatter implements AlertFormat {
    private static final List<String> PRIORITIES =
            List.of("Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug");

    private static final String TIME_FIELD = "evt.time";

    private final boolean json;

    private AlertFormatter(boolean json) {
        this.json = json;
    }

    /**
     * Lines as Falco prints them, {@code HH:MM:SS.nnnnnnnnn: Priority output}, in UTC, followed by the alert's suffix if it
     * has one. Quotes, backslashes and control characters are escaped as in JSON, broken UTF-8 as {@code \xHH}.
     */
    public static AlertFormatter text() {
        return new AlertFormatter(false);
    }

    /**
     * JSON objects in Falco's schema (rule language reference 6.4): keys sorted, no blanks. {@code uncertain}, with how
     * many messages were lost how long before, is ours and only there if they were.
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
        String hostname = alert.hostname();
        line.append("{\"hostname\":");
        Escapes.json(line, hostname == null ? "" : hostname);
        line.append(",\"output\":");
        StringBuilder output = new StringBuilder(256);
        appendStart(output, alert);
        Escapes.json(line, output.append(alert.output()).toString());
        line.append(",\"output_fields\":");
        appendFields(line, alert);
        line.append(",\"priority\":\"").append(PRIORITIES.get(alert.priority())).append("\",\"rule\":");
        Escapes.json(line, ByteText.fromUnicode(alert.rule()));
        line.append(",\"source\":");
        Escapes.json(line, ByteText.fromUnicode(alert.source()));
        line.append(",\"tags\":[");
        for (int i = 0; i < alert.tags().size(); i++) {
            line.append(i == 0 ? "" : ",");
            Escapes.json(line, ByteText.fromUnicode(alert.tags().get(i)));
        }
        line.append("],\"time\":\"").append(TimeText.rfc3339(alert.timeNs())).append('"');
        if (alert.uncertain()) {
            line.append(",\"uncertain\":true,\"uncertain_lost\":")
                    .append(alert.lostBefore())
                    .append(",\"uncertain_ns\":")
                    .append(alert.lostAgoNs());
        }
        line.append('}');
    }

    private static void appendFields(StringBuilder line, Alert alert) {
        line.append('{');
        boolean timeDone = false;
        boolean first = true;
        for (Alert.FieldValue field : alert.fields()) {
            int order = field.field().compareTo(TIME_FIELD);
            if (order > 0 && !timeDone) {
                appendField(line, first, TIME_FIELD, alert.timeNs());
                first = false;
            }
            timeDone |= order >= 0;
            appendField(line, first, field.field(), field.value());
            first = false;
        }
        if (!timeDone) {
            appendField(line, first, TIME_FIELD, alert.timeNs());
        }
        line.append('}');
    }

    private static void appendField(StringBuilder line, boolean first, String name, @Nullable Object value) {
        line.append(first ? "" : ",");
        Escapes.json(line, name);
        line.append(':');
        appendValue(line, value);
    }

    private static void appendValue(StringBuilder line, @Nullable Object value) {
        if (value instanceof String text) {
            Escapes.json(line, text);
        } else if (value instanceof List<?> list) {
            line.append('[');
            for (int i = 0; i < list.size(); i++) {
                line.append(i == 0 ? "" : ",");
                appendValue(line, list.get(i));
            }
            line.append(']');
        } else if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
            line.append("null");
        } else {
            line.append(value);
        }
    }
}
