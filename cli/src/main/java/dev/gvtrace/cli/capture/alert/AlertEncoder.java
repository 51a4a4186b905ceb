// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.output.AlertFormat;
import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes alerts within a size. Texts of an alert come from the sandbox and may be long; if an alert is too long for
 * an output, its texts are shortened, so that length cannot keep an alert from being delivered. Thread-safe.
 */
final class AlertEncoder {
    private static final AlertFormat JSON = AlertFormatter.json();
    private static final int LONGEST_TEXT = 4096;
    private static final int SHORTEST_TEXT = 32;
    private static final int MOST_ITEMS = 16;
    private static final Text CUT = Text.ofUtf8("[...]");

    private final AlertFormat format;
    private final int mostBytes;

    /**
     * An encoder.
     *
     * @param mostBytes size that an encoded alert should not exceed; a rule with very many fields may exceed it
     */
    AlertEncoder(AlertFormat format, int mostBytes) {
        this.format = format;
        this.mostBytes = mostBytes;
    }

    /** For Falco's JSON, one line an alert. */
    static AlertEncoder json(int mostBytes) {
        return new AlertEncoder(JSON, mostBytes);
    }

    /** The alert with its line feed. */
    byte[] encode(Alert alert) {
        byte[] encoded = format.format(alert);
        for (int length = LONGEST_TEXT; encoded.length > mostBytes && length >= SHORTEST_TEXT; length /= 2) {
            encoded = format.format(shortened(alert, length));
        }
        return encoded;
    }

    private static Alert shortened(Alert alert, int length) {
        List<Alert.FieldValue> fields = new ArrayList<>();
        for (Alert.FieldValue field : alert.fields()) {
            fields.add(new Alert.FieldValue(field.field(), shortened(field.value(), length)));
        }
        return new Alert(
                alert.rule(),
                alert.priority(),
                alert.source(),
                alert.tags(),
                alert.timeNs(),
                alert.eventNumber(),
                alert.connection(),
                alert.hostname(),
                cut(alert.output(), length),
                fields,
                alert.containerId(),
                alert.pid(),
                alert.threadId(),
                cut(alert.suffix(), length),
                alert.lostBefore(),
                alert.lostAgoNs());
    }

    private static @Nullable Object shortened(@Nullable Object value, int length) {
        if (value instanceof Text text) {
            return cut(text, length);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            for (Object item : list.subList(0, Math.min(MOST_ITEMS, list.size()))) {
                items.add(shortened(item, length));
            }
            if (list.size() > MOST_ITEMS) {
                items.add(CUT);
            }
            return items;
        }
        return value;
    }

    private static Text cut(Text text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return Text.join(Text.EMPTY, List.of(Text.ofBytes(text.bytes(), 0, length), CUT));
    }
}
