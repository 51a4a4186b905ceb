// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alerts as messages of RFC 5424, with Falco's JSON as their text. There is no structured data: an identifier for it
 * would need a number that is assigned to gvtrace. Thread-safe.
 */
final class SyslogMessage {
    /** By number. */
    static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "clock",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    /** What common receivers accept by default; longer alerts are shortened. */
    private static final int MOST_BYTES = 8192;

    private static final int HEADER_BYTES = 400;
    private static final int HOST_NAME_CHARACTERS = 255;
    /** A time has at most six decimals. */
    private static final int TIME_CHARACTERS = "2026-01-01T00:00:00.000000".length();

    private final int facility;
    private final AlertEncoder encoder = AlertEncoder.json(MOST_BYTES - HEADER_BYTES);

    /** For a facility's number. */
    SyslogMessage(int facility) {
        this.facility = facility;
    }

    byte[] of(Alert alert) {
        String time = TimeText.rfc3339(alert.timeNs()).substring(0, TIME_CHARACTERS) + "Z";
        // priorities of Falco are severities of syslog
        String header = "<" + (8 * facility + alert.priority()) + ">1 " + time + " " + host(alert.hostname())
                + " gvtrace " + ProcessHandle.current().pid() + " alert - ";
        byte[] json = encoder.encode(alert);
        ByteArrayOutputStream message = new ByteArrayOutputStream(json.length + header.length());
        message.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        message.write(json, 0, json.length - 1);
        return message.toByteArray();
    }

    private static String host(@Nullable Text name) {
        if (name == null || name.isEmpty()) {
            return "-";
        }
        StringBuilder host = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), HOST_NAME_CHARACTERS); i++) {
            byte b = name.byteAt(i);
            host.append(b > ' ' && b < 0x7f ? (char) b : '?');
        }
        return host.toString();
    }
}
